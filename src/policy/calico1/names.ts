import type { Profile } from './profile';
import type { Rule } from './rule';

/** A Docker network, as far as names go. */
export interface NamedNetwork {
  readonly id: string;
  readonly name: string;
}

/** What to call a profile: the name of its Docker network when it is stored under the network's ID. */
export function displayName(profileName: string, networks: readonly NamedNetwork[]): string {
  return indexOf(networks).names.get(profileName) ?? profileName;
}

/** The stored name for a displayed one: the network's ID, or the name itself when no network has it. */
export function storedName(shown: string, networks: readonly NamedNetwork[]): string {
  return indexOf(networks).ids.get(shown) ?? shown;
}

interface Index {
  /** By ID. */
  readonly names: ReadonlyMap<string, string>;
  /** By name; of two networks with one name the first counts. */
  readonly ids: ReadonlyMap<string, string>;
}

const known = new WeakMap<readonly NamedNetwork[], Index>();

/** Thousands of names are asked for at a time: the list is read once. */
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
 * A rule or a profile with network names in place of IDs, as calicoctl shows it: in the profile's name, its tags and
 * the tags of its rules; not in selectors and negated tags. An ID that Docker does not know stays as it is.
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

/** The way back of {@link toDisplay}, for a rule that a person wrote for a profile that belongs to a network. */
export function toStored(rule: Rule, networks: readonly NamedNetwork[]): Rule {
  return renameTags(rule, (name) => storedName(name, networks));
}

function isProfile(shown: Rule | Profile): shown is Profile {
  return 'kind' in shown && 'stored' in shown;
}

/** The rule with its tags renamed, or the same rule when nothing changes. */
export function renameTags(rule: Rule, rename: (tag: string) => string): Rule {
  const { src_tag: source, dst_tag: destination } = rule;
  const src_tag = source === undefined ? undefined : rename(source);
  const dst_tag = destination === undefined ? undefined : rename(destination);
  if (src_tag === source && dst_tag === destination) return rule;
  return { ...rule, ...(src_tag !== undefined && { src_tag }), ...(dst_tag !== undefined && { dst_tag }) };
}
