import { carriersByTag } from '../../cluster/model/indexes';
import { readablePolicies } from '../../cluster/model/policies';
import type { PolicyData } from '../../cluster/model/snapshot';
import type { TieredPolicy } from '../../policy/calico1/policy';
import type { Profile } from '../../policy/calico1/profile';
import type { Direction, Rule } from '../../policy/calico1/rule';

/** The profiles and policies that the renaming of a profile's tag changes. */
export interface TagRename {
  /** In their new form, the tag's own among them. */
  readonly profiles: readonly Profile[];
  readonly policies: readonly TieredPolicy[];
  /** The number of rules that refer to the tag and change with it. */
  readonly rules: number;
  /** Stored names of other profiles with the tag. While there are any, rules go on referring to the old name. */
  readonly sharedWith: readonly string[];
}

/** Plans the renaming of a tag of a profile. Rules follow it unless other profiles have the tag, too. */
export function planTagRename(data: PolicyData, name: string, from: string, to: string): TagRename {
  const sharedWith = (carriersByTag(data).get(from) ?? [])
    .map((carrier) => carrier.name)
    .filter((other) => other !== name);
  const follows = sharedWith.length === 0;
  let rules = 0;
  const renamed = <T extends Readonly<Record<Direction, readonly Rule[]>>>(owner: T): T => {
    if (!follows) return owner;
    const changed = [...owner.inbound, ...owner.outbound].filter((rule) => mentions(rule, from)).length;
    rules += changed;
    return changed === 0
      ? owner
      : { ...owner, inbound: withTag(owner.inbound, from, to), outbound: withTag(owner.outbound, from, to) };
  };
  const profiles = data.profiles.flatMap((profile) => {
    if (profile.kind !== 'profile') return [];
    const after = renamed(profile);
    if (profile.name === name) return [{ ...after, tags: replacedTag(profile.tags, from, to) }];
    return after === profile ? [] : [after];
  });
  const policies = readablePolicies(data).flatMap((policy) => {
    const after = renamed(policy);
    return after === policy ? [] : [after];
  });
  return { profiles, policies, rules, sharedWith };
}

/** Returns tags with one renamed in its place; without it if the new name is there already. */
export function replacedTag(tags: readonly string[], from: string, to: string): readonly string[] {
  return [...new Set(tags.map((tag) => (tag === from ? to : tag)))];
}

/** Returns rules that refer to a tag by its new name. */
export function withTag(rules: readonly Rule[], from: string, to: string): readonly Rule[] {
  return rules.map((rule) =>
    mentions(rule, from)
      ? { ...rule, ...Object.fromEntries(FIELDS.flatMap((field) => (rule[field] === from ? [[field, to]] : []))) }
      : rule,
  );
}

const FIELDS = ['src_tag', 'dst_tag', '!src_tag', '!dst_tag'] as const;

function mentions(rule: Rule, tag: string): boolean {
  return FIELDS.some((field) => rule[field] === tag);
}
