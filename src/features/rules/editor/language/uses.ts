import { networksOf } from '../../../../cluster/model/indexes';
import type { Snapshot } from '../../../../cluster/model/snapshot';
import { parseDocument, type Section } from '../../../../policy/calico1/document';
import { displayName } from '../../../../policy/calico1/names';
import type { Profile } from '../../../../policy/calico1/profile';
import type { Rule } from '../../../../policy/calico1/rule';
import { storedTag, subjectOf, type DocumentContext } from '../document-context';
import { wordsOf, type DocumentWord } from './tokens';

/** A tag in the text of a profile's document. */
export interface TagUse extends DocumentWord {
  /** `tags` where the profile carries it. */
  readonly section: Section | undefined;
}

/** The profiles that carry a stored tag or name it in a rule. */
export function profilesWithTag(tag: string, { policy }: DocumentContext): readonly Profile[] {
  const names = ({ src_tag, dst_tag, '!src_tag': notSource, '!dst_tag': notDestination }: Rule) =>
    [src_tag, dst_tag, notSource, notDestination].includes(tag);
  return policy.profiles
    .filter((profile) => profile.kind === 'profile')
    .filter(({ tags, inbound, outbound }) => tags.includes(tag) || inbound.some(names) || outbound.some(names));
}

/** Where a stored tag stands in the text of a profile's document. */
export function tagUses(tag: string, text: string, profile: string, snapshot: Snapshot): readonly TagUse[] {
  const subject = subjectOf(profile, snapshot);
  if (!subject) return [];
  return parseDocument(text).lines.flatMap((line) =>
    wordsOf(line)
      .filter(({ kind, value }) => kind === 'tag' && storedTag(value, subject) === tag)
      .map((word) => ({ ...word, section: line.section })),
  );
}

/** How a person calls a profile. */
export function nameOf({ name }: Profile, { snapshot }: DocumentContext): string {
  return displayName(name, networksOf(snapshot));
}
