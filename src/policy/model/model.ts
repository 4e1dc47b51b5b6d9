import type { Endpoint, Host, ServiceEndpoints, Translation } from './endpoint';
import type { Problem } from './origin';
import type { Policy, Profile, Tier } from './policy';
import type { Settings } from './settings';

/**
 * Everything that decides about connections in a cluster, whatever kind of object defines it. Immutable. Unchanged
 * parts keep their identity from one model to the next, so that an engine recalculates only the changes.
 */
export interface PolicyModel {
  readonly endpoints: readonly Endpoint[];
  readonly hosts: readonly Host[];
  /** In evaluation order. */
  readonly tiers: readonly Tier[];
  /** By tier, then in evaluation order. */
  readonly policies: readonly Policy[];
  readonly profiles: readonly Profile[];
  /** undefined if endpoint slices are unknown; rules that match services can't be evaluated then. */
  readonly services: readonly ServiceEndpoints[] | undefined;
  readonly translations: readonly Translation[];
  readonly settings: Settings;
  /** False while Felix waits for its datastore; there are no verdicts then. */
  readonly inForce: boolean;
  readonly problems: readonly Problem[];
}
