import * as l10n from '@vscode/l10n';
import { sameJson } from '../../base/json';
import { joined } from '../../base/text/list';
import type { ProfileChange } from '../../cluster/etcd/change';
import { formatRule } from '../../policy/calico1/grammar';
import { displayName, toDisplay, type NamedNetwork } from '../../policy/calico1/names';
import {
  decodeProfile,
  labelsOf,
  type BrokenProfile,
  type Profile,
  type StoredProfile,
} from '../../policy/calico1/profile';
import type { Direction } from '../../policy/calico1/rule';
import { sameState } from './undo';

/**
 * Describes a change: “Add rule allow tcp to ports 9001 to management-ui, inbound”. Derived from the states before and
 * after, so that it is correct for commands, scripts and saved documents alike.
 */
export function describeChange({ profile, before, after }: ProfileChange, networks: readonly NamedNetwork[]): string {
  if (sameState(before, after)) return l10n.t('Leave profile {0} unchanged', displayName(profile, networks));
  const decoded = (stored: StoredProfile | undefined) => stored && decodeProfile(profile, stored);
  return describeBetween(profile, decoded(before), decoded(after), networks);
}

/** Describes the difference between two states. @param profile Its stored name. */
export function describeBetween(
  profile: string,
  from: Profile | BrokenProfile | undefined,
  to: Profile | BrokenProfile | undefined,
  networks: readonly NamedNetwork[],
): string {
  const name = displayName(profile, networks);
  if (!from) return l10n.t('Create profile {0}', name);
  if (!to) return l10n.t('Remove profile {0}', name);
  if (from.kind === 'broken')
    return to.kind === 'broken' ? l10n.t('Change the stored text of {0}', name) : l10n.t('Repair profile {0}', name);
  if (to.kind === 'broken') return l10n.t('Restore the unreadable text of {0}', name);
  const [before, after] = [toDisplay(from, networks), toDisplay(to, networks)];
  if (editsBetween(before, after).length === 0 && !sameJson(labelsOf(from), labelsOf(to)))
    return l10n.t('Change the labels of {0}', name);
  return describeEdits(before, after, name);
}

/** What a profile or a policy consists of, for a description. */
type RuleLists = Pick<Profile, 'tags' | Direction>;

/** Describes the rules and tags in which two states differ. */
export function describeEdits(from: RuleLists, to: RuleLists, name: string): string {
  const edits = editsBetween(from, to);
  return oneMove(edits, name) ?? oneReplacement(edits, name) ?? oneEdit(edits, name) ?? summary(edits, from, to, name);
}

/** An added or removed rule or tag. */
export interface Edit {
  readonly kind: 'add' | 'remove';
  readonly what: 'tag' | Direction;
  readonly text: string;
}

/** Returns the rules and tags that only one of two states has. */
export function editsBetween(from: RuleLists, to: RuleLists): readonly Edit[] {
  const rules = (profile: RuleLists, direction: Direction) => profile[direction].map(formatRule);
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

/** Returns the texts that the other list lacks, counting duplicates. */
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
  const added = edit.kind === 'add';
  if (edit.what === 'tag')
    return added ? l10n.t('Add tag {0} to {1}', edit.text, name) : l10n.t('Remove tag {0} from {1}', edit.text, name);
  return added
    ? l10n.t('Add rule {0} to {1}, {2}', edit.text, name, edit.what)
    : l10n.t('Remove rule {0} from {1}, {2}', edit.text, name, edit.what);
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
  return l10n.t('Move rule {0} of {1} from {2} to {3}', from.text, name, from.what, to.what);
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
  return l10n.t('Replace rule {0} by {1} in {2}, {3}', removed.text, added.text, name, removed.what);
}

function summary(all: readonly Edit[], from: RuleLists, to: RuleLists, name: string): string {
  const counts = (['add', 'remove'] as const).flatMap((kind) => {
    const tags = all.filter((edit) => edit.kind === kind && edit.what === 'tag').length;
    const rules = all.filter((edit) => edit.kind === kind && edit.what !== 'tag').length;
    return [...(rules === 0 ? [] : [countOfRules(rules, kind)]), ...(tags === 0 ? [] : [countOfTags(tags, kind)])];
  });
  if (counts.length > 0) return l10n.t('Change {0}: {1}', name, counts.join(', '));
  const moved = (['inbound', 'outbound'] as const).filter(
    (direction) => from[direction].map(formatRule).join('\n') !== to[direction].map(formatRule).join('\n'),
  );
  return moved.length > 0
    ? l10n.t('Reorder {0} rules of {1}', joined(moved), name)
    : l10n.t('Change the stored text of {0}', name);
}

function countOfRules(count: number, kind: Edit['kind']): string {
  if (kind === 'add') return count === 1 ? l10n.t('1 rule added') : l10n.t('{0} rules added', count);
  return count === 1 ? l10n.t('1 rule removed') : l10n.t('{0} rules removed', count);
}

function countOfTags(count: number, kind: Edit['kind']): string {
  if (kind === 'add') return count === 1 ? l10n.t('1 tag added') : l10n.t('{0} tags added', count);
  return count === 1 ? l10n.t('1 tag removed') : l10n.t('{0} tags removed', count);
}
