import type { ProfileChange } from '../../cluster/etcd/change';
import { formatRule } from '../../policy/calico1/grammar';
import { displayName, toDisplay, type NamedNetwork } from '../../policy/calico1/names';
import { decodeProfile, type BrokenProfile, type Profile, type StoredProfile } from '../../policy/calico1/profile';
import type { Direction } from '../../policy/calico1/rule';
import { sameState } from './undo';

/**
 * What a change did, in a few words: “Add rule allow tcp to ports 9001 to management-ui, inbound”. It is read from the
 * states before and after, so that it is right for a command, a script and a saved document alike.
 */
export function describeChange({ profile, before, after }: ProfileChange, networks: readonly NamedNetwork[]): string {
  if (sameState(before, after)) return `Leave profile ${displayName(profile, networks)} as it is`;
  const decoded = (stored: StoredProfile | undefined) => stored && decodeProfile(profile, stored);
  return describeBetween(profile, decoded(before), decoded(after), networks);
}

/** What was done to a profile that is not as it was. @param profile its stored name. */
export function describeBetween(
  profile: string,
  from: Profile | BrokenProfile | undefined,
  to: Profile | BrokenProfile | undefined,
  networks: readonly NamedNetwork[],
): string {
  const name = displayName(profile, networks);
  if (!from) return `Create profile ${name}`;
  if (!to) return `Remove profile ${name}`;
  if (from.kind === 'broken')
    return to.kind === 'broken' ? `Change the stored text of ${name}` : `Repair profile ${name}`;
  if (to.kind === 'broken') return `Put back the unreadable text of ${name}`;
  const edits = editsBetween(toDisplay(from, networks), toDisplay(to, networks));
  return oneMove(edits, name) ?? oneReplacement(edits, name) ?? oneEdit(edits, name) ?? summary(edits, from, to, name);
}

/** A rule or a tag that was added or removed. */
export interface Edit {
  readonly kind: 'add' | 'remove';
  readonly what: 'tag' | Direction;
  readonly text: string;
}

/** The rules and tags that one state of a profile has and the other has not. */
export function editsBetween(from: Profile, to: Profile): readonly Edit[] {
  const rules = (profile: Profile, direction: Direction) => profile[direction].map(formatRule);
  return [
    ...edits('tag', from.tags, to.tags),
    ...edits('inbound', rules(from, 'inbound'), rules(to, 'inbound')),
    ...edits('outbound', rules(from, 'outbound'), rules(to, 'outbound')),
  ];
}

function edits(what: Edit['what'], from: readonly string[], to: readonly string[]): readonly Edit[] {
  return [
    ...without(from, to).map((text): Edit => ({ kind: 'remove', what, text })),
    ...without(to, from).map((text): Edit => ({ kind: 'add', what, text })),
  ];
}

/** The texts of a list that another has not, counting equal ones. */
function without(texts: readonly string[], others: readonly string[]): readonly string[] {
  const left = [...others];
  return texts.filter((text) => {
    const index = left.indexOf(text);
    if (index >= 0) left.splice(index, 1);
    return index < 0;
  });
}

function oneEdit([edit, ...more]: readonly Edit[], name: string): string | undefined {
  if (!edit || more.length > 0) return undefined;
  const [verb, to] = edit.kind === 'add' ? ['Add', 'to'] : ['Remove', 'from'];
  return edit.what === 'tag'
    ? `${verb} tag ${edit.text} ${to} ${name}`
    : `${verb} rule ${edit.text} ${to} ${name}, ${edit.what}`;
}

function oneMove([removed, added, ...more]: readonly Edit[], name: string): string | undefined {
  const [from, to] = removed?.kind === 'remove' ? [removed, added] : [added, removed];
  if (
    !from ||
    !to ||
    more.length > 0 ||
    from.kind === to.kind ||
    from.text !== to.text ||
    from.what === 'tag' ||
    to.what === 'tag'
  )
    return undefined;
  return `Move rule ${from.text} of ${name} from ${from.what} to ${to.what}`;
}

function oneReplacement([removed, added, ...more]: readonly Edit[], name: string): string | undefined {
  if (
    removed?.kind !== 'remove' ||
    added?.kind !== 'add' ||
    more.length > 0 ||
    removed.what !== added.what ||
    removed.what === 'tag'
  )
    return undefined;
  return `Replace rule ${removed.text} by ${added.text} in ${name}, ${removed.what}`;
}

function summary(all: readonly Edit[], from: Profile, to: Profile, name: string): string {
  const counts = (['add', 'remove'] as const).flatMap((kind) => {
    const tags = all.filter((edit) => edit.kind === kind && edit.what === 'tag').length;
    const rules = all.filter((edit) => edit.kind === kind && edit.what !== 'tag').length;
    const verb = kind === 'add' ? 'added' : 'removed';
    return [...counted(rules, 'rule', verb), ...counted(tags, 'tag', verb)];
  });
  if (counts.length > 0) return `Change ${name}: ${counts.join(', ')}`;
  const moved = (['inbound', 'outbound'] as const).filter(
    (direction) => from[direction].map(formatRule).join('\n') !== to[direction].map(formatRule).join('\n'),
  );
  return moved.length > 0 ? `Reorder ${moved.join(' and ')} rules of ${name}` : `Change the stored text of ${name}`;
}

function counted(count: number, thing: string, verb: string): readonly string[] {
  return count === 0 ? [] : [`${count} ${thing}${count === 1 ? '' : 's'} ${verb}`];
}
