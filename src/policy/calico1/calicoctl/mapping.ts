import * as l10n from '@vscode/l10n';
import type { Json } from '../felix/json';
import type { Direction } from '../rule';
import type { NamedNetwork } from '../names';
import { paragraph } from './python/paragraph';
import { readProfile, type HeldProfile } from './profile';
import { Refusal, unreadable } from './refusal';
import type { RawRule } from './rule';
import type { CalicoctlState } from './state';

/** A profile as displayed, and the conversion back to its stored form. */
export interface MappedProfile {
  readonly shown: HeldProfile;
  /** @throws Refusal if the profile now refers to a network that does not exist. */
  readonly stored: (shown: HeldProfile) => HeldProfile;
}

/**
 * Loads a profile as calicoctl's NetworkMappedProfile does: by its own name if it exists; otherwise by the ID of the
 * Docker network of that name, with network names in place of IDs.
 * @throws Refusal if the profile does not exist, or if Docker is needed and not available.
 */
export function loadProfile({ keys, networks }: CalicoctlState, name: string): MappedProfile {
  const plain = readProfile(keys, name);
  if (plain) return { shown: plain, stored: (shown) => shown };
  if (!networks)
    throw unreadable(
      l10n.t('There is no profile {0}, and Docker can’t be reached to look for a network of that name.', name),
    );
  const names = new NetworkNames(networks);
  const id = names.idOf(name);
  const profile = id === undefined ? undefined : readProfile(keys, id);
  if (!profile) throw new Refusal(`Profile ${name} not found.\n`);
  const shown = translate(profile, (stored) => names.nameOf(stored));
  return { shown, stored: (edited) => translate(edited, (tag) => names.idOf(tag) ?? missing(tag)) };
}

/**
 * The two maps that calicoctl fills as it queries Docker. A name unknown to Docker maps to itself from then on, in both
 * directions, so a tag that is a network's name rather than its ID shadows that network.
 */
class NetworkNames {
  readonly #ids = new Map<string, string>();
  readonly #names = new Map<string, string>();

  constructor(readonly networks: readonly NamedNetwork[]) {}

  nameOf(id: string): string {
    const known = this.#names.get(id) ?? (this.#inspect(id), this.#names.get(id));
    if (known !== undefined) return known;
    this.#names.set(id, id);
    this.#ids.set(id, id);
    return id;
  }

  idOf(name: string): string | undefined {
    return this.#ids.get(name) ?? (this.#inspect(name), this.#ids.get(name));
  }

  /** Docker finds a network by name, or by a unique prefix of its ID. */
  #inspect(query: string): void {
    const byId = this.networks.filter(({ id }) => id.startsWith(query));
    const found = this.networks.find(({ name }) => name === query) ?? (byId.length === 1 ? byId[0] : undefined);
    if (!found) return;
    this.#ids.set(found.name, found.id);
    this.#names.set(found.id, found.name);
  }
}

function missing(name: string): never {
  throw new Refusal(
    paragraph(
      `You are referencing a Docker network (${name}) that does not exist.  Create the network first and then update this profile rule to reference it.`,
    ),
  );
}

function translate(profile: HeldProfile, rename: (name: string) => string): HeldProfile {
  const tag = (value: Json): Json => {
    if (value === '' || value === null) return value;
    if (typeof value !== 'string')
      throw unreadable(l10n.t('Profile {0} has a tag that is not a string.', profile.name));
    return rename(value);
  };
  const rules = (direction: Direction) => profile.rules[direction].map((rule) => renamed(rule, tag));
  const name = rename(profile.name);
  const document = 'id' in profile.document ? { ...profile.document, id: name } : profile.document;
  return {
    ...profile,
    name,
    document,
    tags: [...new Set(profile.tags.map(tag))],
    rules: { inbound: rules('inbound'), outbound: rules('outbound') },
  };
}

function renamed(rule: RawRule, rename: (tag: Json) => Json): RawRule {
  const { src_tag, dst_tag } = rule;
  return {
    ...rule,
    ...(src_tag !== undefined && { src_tag: rename(src_tag) }),
    ...(dst_tag !== undefined && { dst_tag: rename(dst_tag) }),
  };
}
