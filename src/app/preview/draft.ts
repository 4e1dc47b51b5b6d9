import { effectOf, type Effect } from '../../cluster/analysis/policy-impact';
import type { Snapshot } from '../../cluster/model/snapshot';
import type { Profile } from '../../policy/calico1/profile';

/** Profiles as somebody is about to make them: an unsaved document, a rule being typed, a script not yet run. */
export interface Draft {
  /** Where it comes from, e.g. `Unsaved rules of frontend`. */
  readonly title: string;
  readonly profiles: readonly Profile[];
  /** Profiles that would be gone, by stored name. */
  readonly removed: readonly string[];
  /** What it would do to a cluster; undefined while its policy is not known. */
  effectIn(snapshot: Snapshot): Effect | undefined;
}

/** Makes a draft, and brings the engine along: those who only look at drafts need not load it. */
export function draftOf(title: string, profiles: readonly Profile[], removed: readonly string[] = []): Draft {
  return { title, profiles, removed, effectIn: (snapshot) => effectOf(profiles, snapshot, removed) };
}
