// What the rest of the extension uses of the graph.
export type { GraphRuleArgument } from './graph-actions';
export type { GraphSource } from './panels/panel';
export { SessionSource } from './panels/session-source';
export { registerGraph } from './register';
export type { StarPointer } from './state/pointer';
export * as unconnected from './state/empty';
export { MeasurementHistory } from './state/facts/measurement-history';
export type { GraphConnection } from './state/model';
export { staleGraph } from './state/stale-graph';
