import { inSlices } from '../../base/time-slices';
import { effectInTurn, type Effect } from '../../cluster/analysis/policy-impact';
import type { Snapshot } from '../../cluster/model/snapshot';
import type { PolicyDraft } from '../../cluster/model/policies';
import type { ResourceDraft } from '../../cluster/model/resources';
import type { Profile } from '../../policy/calico1/profile';

/**
 * Profiles and policies as they would be after a pending change: an unsaved document, a rule being typed, a script that has not run
 * yet.
 */
export interface Draft {
  /** Where the draft comes from, for example `Unsaved rules of frontend`. */
  readonly title: string;
  readonly profiles: readonly Profile[];
  /** Stored names of profiles that would be removed. */
  readonly removed: readonly string[];
  readonly policies: readonly PolicyDraft[];
  /** Calculates the effect on a cluster, with pauses. Returns undefined while its policy is unknown. */
  calculate(snapshot: Snapshot): Generator<undefined, Effect | undefined>;
  /** Does the same in slices. */
  effectIn(snapshot: Snapshot): Promise<Effect | undefined>;
}

/** Creates a draft. Loads the engine, which code that only shows drafts doesn't need. */
export function draftOf(
  title: string,
  profiles: readonly Profile[],
  removed: readonly string[] = [],
  policies: readonly PolicyDraft[] = [],
  resources: readonly ResourceDraft[] = [],
): Draft {
  const calculate = (snapshot: Snapshot) => effectInTurn(profiles, snapshot, removed, policies, resources);
  return { title, profiles, removed, policies, calculate, effectIn: (snapshot) => inSlices(calculate(snapshot)) };
}
