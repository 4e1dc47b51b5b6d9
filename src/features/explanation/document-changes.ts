import * as l10n from '@vscode/l10n';
import { isMapped } from '../../app/policy-edit';
import { storedProfile, type DocumentAddress } from '../../app/rules-uri/address';
import { sameJson } from '../../base/json';
import { networksOf } from '../../cluster/model/indexes';
import type { Snapshot } from '../../cluster/model/snapshot';
import { changedRulesText, parseDocument } from '../../policy/calico1/document';
import { displayRule } from '../../policy/calico1/names';
import type { OwnerRef, RuleEdit } from '../../policy/explain/calico1';
import { changedLines, changedText, readResourceDocument } from '../../policy/documents';
import type { Explained, Offer } from './explain';
import { editWords } from './object-edits';

/** A change of a document's text, for example as a quick fix. */
export interface DocumentChange {
  readonly title: string;
  /** The replacement of a part of the text. */
  readonly change: NonNullable<ReturnType<typeof changedLines>>;
}

/**
 * Returns the changes offered by an explanation that concern a document, for its text. A document whose rules were
 * edited has none, since the changes were planned for the rules in the cluster.
 */
export function documentChanges(
  { view, offers }: Explained,
  place: DocumentAddress,
  text: string,
  snapshot: Snapshot,
): readonly DocumentChange[] {
  return [...offers.values()].flatMap((offer) => {
    const found = place.resource ? inObject(offer, place.resource, text) : inRules(offer, place, text, snapshot);
    if (!found) return [];
    const parts = offer.lists.length + offer.objects.length;
    const what = l10n.t('{0}: {1} on {2} ({3})', offer.title, view.title, view.on, found.words.join(', '));
    return [
      {
        title: parts > found.parts ? l10n.t('{0}. Another object has to be changed, too', what) : what,
        change: found.change,
      },
    ];
  });
}

/** The part of an offer that concerns a document. */
interface Part {
  readonly words: readonly string[];
  /** The number of lists or objects that it changes. */
  readonly parts: number;
  readonly change: DocumentChange['change'];
}

function inObject({ objects }: Offer, id: NonNullable<DocumentAddress['resource']>, text: string): Part | undefined {
  const edited = objects.find(({ stored }) => sameJson(stored.id, id));
  if (!edited) return undefined;
  const [before, now] = [edited.before, text].map((version) => readResourceDocument(version, id).object);
  const change = now && sameJson(before, now) ? changedText(text, edited.changes) : undefined;
  return change && { words: edited.edits.flatMap((edit) => editWords(edit) ?? []), parts: 1, change };
}

function inRules(
  { edits, lists }: Offer,
  { of, tier, name }: DocumentAddress,
  text: string,
  snapshot: Snapshot,
): Part | undefined {
  if (of !== 'document') return undefined;
  const profile = storedProfile(name, snapshot);
  const isHere = ({ policy, profile: owner }: OwnerRef) =>
    tier === undefined ? !policy && owner === profile : policy?.tier === tier && policy.name === name;
  const own = lists.filter(isHere);
  const networks = tier === undefined && isMapped(profile, snapshot) ? networksOf(snapshot) : [];
  let changed: string | undefined = text;
  for (const list of own) {
    const document = parseDocument(changed, tier === undefined ? 'profile' : 'policy');
    changed = changedRulesText(changed, document, list, networks);
    if (changed === undefined) return undefined;
  }
  const change = changedLines(text, changed);
  const words = edits.filter(isHere).map(({ kind, rule }) => WORDS[kind](displayRule(rule, networks)));
  return change && { words, parts: own.length, change };
}

const WORDS: Readonly<Record<RuleEdit['kind'], (rule: string) => string>> = {
  insert: (rule) => l10n.t('add “{0}”', rule),
  move: (rule) => l10n.t('move “{0}”', rule),
  replace: (rule) => l10n.t('write “{0}”', rule),
  remove: (rule) => l10n.t('remove “{0}”', rule),
};
