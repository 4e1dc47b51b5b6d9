import type { PolicyData } from '../../../cluster/model/snapshot';
import { describeBetween, editsBetween, sameState } from '../../history';
import { displayName, toDisplay, type NamedNetwork } from '../../../policy/calico1/names';
import type { BrokenProfile, Profile } from '../../../policy/calico1/profile';
import type { RuleChange } from '../protocol/timeline';

/** Maximum number of profiles listed one by one, and of rules per profile. */
const PROFILES = 10;
const RULES = 10;

/** Returns the rules that changed between two policies, by profile, in calicoctl's syntax. */
export function ruleChanges(before: PolicyData, after: PolicyData, networks: readonly NamedNetwork[]): RuleChange[] {
  if (before.profiles === after.profiles) return [];
  const [old, present] = [before, after].map(
    ({ profiles }) => new Map(profiles.map((profile) => [profile.name, profile])),
  );
  const names = [...new Set([...(old?.keys() ?? []), ...(present?.keys() ?? [])])];
  const changed = names.filter((name) => !sameState(old?.get(name)?.stored, present?.get(name)?.stored));
  return changed.slice(0, PROFILES).map((name) => changeOf(name, old?.get(name), present?.get(name), networks));
}

function changeOf(
  name: string,
  from: Profile | BrokenProfile | undefined,
  to: Profile | BrokenProfile | undefined,
  networks: readonly NamedNetwork[],
): RuleChange {
  const edits = editsBetween(shown(name, from, networks), shown(name, to, networks));
  return {
    profile: displayName(name, networks),
    text: describeBetween(name, from, to, networks),
    rules: edits
      .flatMap(({ kind, what, text }) =>
        what === 'tag'
          ? []
          : [{ how: kind === 'add' ? ('added' as const) : ('removed' as const), direction: what, text }],
      )
      .slice(0, RULES),
  };
}

/** With displayed names. A missing or unreadable profile has no rules. */
function shown(name: string, profile: Profile | BrokenProfile | undefined, networks: readonly NamedNetwork[]): Profile {
  if (profile?.kind === 'profile') return toDisplay(profile, networks);
  return {
    kind: 'profile',
    name,
    tags: [],
    inbound: [],
    outbound: [],
    stored: { tags: undefined, rules: undefined, labels: undefined },
  };
}
