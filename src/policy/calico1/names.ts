import { formatRule } from './grammar';
import type { Profile } from './profile';
import type { Rule } from './rule';

/** The name and ID of a Docker network. */
export interface NamedNetwork {
  readonly id: string;
  readonly name: string;
}

/** Returns the display name of a profile: the name of its Docker network if it is stored under the network's ID. */
export function displayName(profileName: string, networks: readonly NamedNetwork[]): string {
  return indexOf(networks).names.get(profileName) ?? profileName;
}

/** Returns the stored name for a display name: the network's ID, or the name itself if there is no such network. */
export function storedName(shown: string, networks: readonly NamedNetwork[]): string {
  return indexOf(networks).ids.get(shown) ?? shown;
}

interface Index {
  /** By ID. */
  readonly names: ReadonlyMap<string, string>;
  /** By name; the first of two networks with the same name wins. */
  readonly ids: ReadonlyMap<string, string>;
}

const known = new WeakMap<readonly NamedNetwork[], Index>();

/** Cached per list: thousands of names are looked up at a time. */
function indexOf(networks: readonly NamedNetwork[]): Index {
  let index = known.get(networks);
  if (!index) {
    const lastFirst = [...networks].reverse();
    known.set(
      networks,
      (index = {
        names: new Map(lastFirst.map(({ id, name }) => [id, name])),
        ids: new Map(lastFirst.map(({ id, name }) => [name, id])),
      }),
    );
  }
  return index;
}

/**
 * Replaces network IDs with names in a rule or a profile, as calicoctl displays it: in the profile's name, its tags and
 * the tags of its rules; not in selectors and negated tags. IDs unknown to Docker stay.
 */
export function toDisplay(shown: Rule, networks: readonly NamedNetwork[]): Rule;
export function toDisplay(shown: Profile, networks: readonly NamedNetwork[]): Profile;
export function toDisplay(shown: Rule | Profile, networks: readonly NamedNetwork[]): Rule | Profile {
  const rename = (name: string) => displayName(name, networks);
  if (!isProfile(shown)) return renameTags(shown, rename);
  const rules = (list: readonly Rule[]) => list.map((rule) => renameTags(rule, rename));
  return {
    ...shown,
    name: rename(shown.name),
    tags: shown.tags.map(rename),
    inbound: rules(shown.inbound),
    outbound: rules(shown.outbound),
  };
}

/** Formats a stored rule as it is displayed: in calicoctl's syntax, with the names of networks. */
export function displayRule(rule: Rule, networks: readonly NamedNetwork[]): string {
  return formatRule(toDisplay(rule, networks));
}

/** The inverse of {@link toDisplay}, for a rule that the user wrote for a profile of a network. */
export function toStored(rule: Rule, networks: readonly NamedNetwork[]): Rule {
  return renameTags(rule, (name) => storedName(name, networks));
}

function isProfile(shown: Rule | Profile): shown is Profile {
  return 'kind' in shown && 'stored' in shown;
}

/** Returns the rule with its tags renamed, or the same rule if nothing changes. */
export function renameTags(rule: Rule, rename: (tag: string) => string): Rule {
  const { src_tag: source, dst_tag: destination } = rule;
  const src_tag = source === undefined ? undefined : rename(source);
  const dst_tag = destination === undefined ? undefined : rename(destination);
  if (src_tag === source && dst_tag === destination) return rule;
  return { ...rule, ...(src_tag !== undefined && { src_tag }), ...(dst_tag !== undefined && { dst_tag }) };
}
