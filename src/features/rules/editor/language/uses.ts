import { networksOf } from '../../../../cluster/model/indexes';
import { readablePolicies } from '../../../../cluster/model/policies';
import { parseDocument, type Section } from '../../../../policy/calico1/document';
import { displayName } from '../../../../policy/calico1/names';
import type { TieredPolicy } from '../../../../policy/calico1/policy';
import type { Profile } from '../../../../policy/calico1/profile';
import type { Rule } from '../../../../policy/calico1/rule';
import { storedTag, type DocumentContext } from '../document-context';
import { wordsOf, type DocumentWord } from './tokens';

/** A tag in the text of a document. */
export interface TagUse extends DocumentWord {
  /** `tags` if the profile has the tag. */
  readonly section: Section | undefined;
}

/** Returns the profiles and policies that have a stored tag or refer to it in a rule. */
export function rulesWithTag(tag: string, { policy }: DocumentContext): readonly (Profile | TieredPolicy)[] {
  const refers = ({ src_tag, dst_tag, '!src_tag': notSource, '!dst_tag': notDestination }: Rule) =>
    [src_tag, dst_tag, notSource, notDestination].includes(tag);
  const uses = ({ inbound, outbound }: Profile | TieredPolicy) => inbound.some(refers) || outbound.some(refers);
  return [
    ...policy.profiles
      .filter((profile) => profile.kind === 'profile')
      .filter((profile) => profile.tags.includes(tag) || uses(profile)),
    ...readablePolicies(policy).filter(uses),
  ];
}

/** Returns the occurrences of a stored tag in the text of a document. */
export function tagUses(tag: string, text: string, context: DocumentContext): readonly TagUse[] {
  return parseDocument(text, context.kind).lines.flatMap((line) =>
    wordsOf(line)
      .filter(({ kind, value }) => kind === 'tag' && storedTag(value, context) === tag)
      .map((word) => ({ ...word, section: line.section })),
  );
}

/** Returns the displayed name of a profile or a policy. */
export function nameOf({ kind, name }: Profile | TieredPolicy, { snapshot }: DocumentContext): string {
  return kind === 'policy' ? name : displayName(name, networksOf(snapshot));
}
