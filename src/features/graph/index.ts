/** What other features use of this one. */

export type { GraphRuleArgument } from './graph-actions';
export type { GraphSource } from './panels/panel';
export { SessionSource } from './panels/session-source';
export { findCollectorApp } from './state/collector-app';
export * as unconnected from './state/empty';
export { Agreements } from './state/measurement-history';
export type { GraphConnection } from './state/model';
export { stalePolicy } from './state/stale-policy';
