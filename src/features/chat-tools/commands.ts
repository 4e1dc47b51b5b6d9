import { dataOf, networksOf, profileNamed } from '../../cluster/model/indexes';
import type { Snapshot } from '../../cluster/model/snapshot';
import { indexOfRule } from '../../policy/calico1/equality';
import { applyEdit, type RuleEdit } from '../../policy/explain/calico1';
import { displayName, displayRule } from '../../policy/calico1/names';
import type { Profile } from '../../policy/calico1/profile';
import type { Rule } from '../../policy/calico1/rule';

/** Returns the calicoctl commands for rule edits, in order, with displayed names. */
export function commandsOf(edits: readonly RuleEdit[], snapshot: Snapshot): readonly string[] {
  const profiles = new Map<string, Profile>();
  return edits.flatMap((edit) => {
    const stored = profiles.get(edit.profile) ?? profileNamed(edit.profile, dataOf(snapshot.policy));
    if (stored?.kind !== 'profile') return [];
    const edited = applyEdit(stored, edit);
    if (edited) profiles.set(edit.profile, edited);
    return commandsFor(edit, stored[edit.direction], snapshot);
  });
}

function commandsFor(edit: RuleEdit, rules: readonly Rule[], snapshot: Snapshot): readonly string[] {
  const { kind, profile, direction, position, rule } = edit;
  const networks = networksOf(snapshot);
  const subject = `calicoctl profile ${displayName(profile, networks)} rule`;
  const add = (at: number, count: number) =>
    `${subject} add ${direction}${at > count ? '' : ` --at=${at}`} ${displayRule(rule, networks)}`;
  const remove = (at: number) => `${subject} remove ${direction} --at=${at}`;
  switch (kind) {
    case 'insert':
      return [add(position, rules.length)];
    case 'remove':
      return [
        indexOfRule(rules, rule) === position - 1
          ? `${subject} remove ${direction} ${displayRule(rule, networks)}`
          : remove(position),
      ];
    case 'replace':
      return [remove(position), add(position, rules.length - 1)];
    case 'move':
      return [remove(edit.from), add(position, rules.length - 1)];
  }
}
