import type { Endpoint, Host, Service, Translation } from './endpoint';
import type { Problem } from './origin';
import type { Policy, Profile, Tier } from './policy';
import type { Settings } from './settings';

/**
 * Everything that decides what may talk in a cluster, whatever kinds of object it was written in. Immutable. Parts that
 * did not change keep their identity from one model to the next, by which an engine knows what to do again.
 */
export interface PolicyModel {
  readonly endpoints: readonly Endpoint[];
  readonly hosts: readonly Host[];
  /** In their order. */
  readonly tiers: readonly Tier[];
  /** By tier, then in their order. */
  readonly policies: readonly Policy[];
  readonly profiles: readonly Profile[];
  /** Undefined when endpoint slices are not known: rules that match services then cannot be judged. */
  readonly services: readonly Service[] | undefined;
  readonly translations: readonly Translation[];
  readonly settings: Settings;
  /** False while Felix waits for its datastore: then nothing can be said. */
  readonly inForce: boolean;
  readonly problems: readonly Problem[];
}
