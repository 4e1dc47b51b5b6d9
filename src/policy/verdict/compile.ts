import { formatAddress, parseAddress, parseNetwork, type Address } from '../model/address';
import { parseSelector, type Labels, type Selector } from '../selectors/selector';
import type { Place } from './place';
import type {
  CompiledEndpoint,
  CompiledHost,
  CompiledPolicy,
  Directory,
  Located,
  PolicyEndpoint,
  PolicyHost,
  PolicyInput,
  PolicyTier,
} from './policy';
import { compileProfile, type CompiledProfile } from './profile';
import { TierChains } from './tiers';
import { sameDirectory, sameLabels, sameTags } from './same';

/**
 * Compiles a policy for evaluation. Pass the policy that it replaces as `previous`: profiles with unchanged texts are
 * not recompiled, and a change of rules only leaves everything else shared.
 */
export function compilePolicy(input: PolicyInput, previous?: CompiledPolicy): CompiledPolicy {
  const profiles = new Map<string, CompiledProfile>();
  for (const { name, stored, labels } of input.profiles) {
    const known = previous?.profiles.get(name);
    const same =
      known?.stored.rules === stored.rules && known?.stored.tags === stored.tags && sameLabels(known?.labels, labels);
    profiles.set(name, known && same ? known : compileProfile(name, stored, labels, selectorTag));
  }
  const members = [...input.endpoints];
  const hosts = [...(input.hosts ?? [])];
  const { tiers = [] } = input;
  if (tiers.length > 0) return withTiers(members, hosts, profiles, tiers);
  if (previous && sameDirectory(previous, { profiles, endpoints: members, hosts })) {
    const { endpoints, hosts: known, owners } = previous;
    return { profiles, endpoints, hosts: known, owners };
  }
  return { profiles, ...directory(members, hosts, profiles) };
}

/** The policies of a tier that apply to an endpoint depend on labels, so nothing is reused from a previous policy. */
function withTiers(
  members: readonly PolicyEndpoint[],
  hosts: readonly PolicyHost[],
  profiles: Map<string, CompiledProfile>,
  tiers: readonly PolicyTier[],
): CompiledPolicy {
  const chains = new TierChains(tiers, selectorTag);
  const lists = new Map(members.map((endpoint) => [endpoint, chains.of(labelsOf(endpoint, profiles))]));
  for (const [name, chain] of chains.chains) profiles.set(name, chain);
  return { profiles, ...directory(members, hosts, profiles, lists) };
}

/** Returns the policy with other stored rules in one of its profiles; a missing profile is added. */
export function withRules(policy: CompiledPolicy, name: string, rules: string): CompiledPolicy {
  const known = policy.profiles.get(name);
  const profile = compileProfile(name, { tags: known?.stored.tags, rules }, known?.labels, selectorTag);
  const profiles = new Map(policy.profiles).set(name, profile);
  const { endpoints, hosts, owners } = policy;
  if (known && sameTags(known, profile)) return { profiles, endpoints, hosts, owners };
  return {
    profiles,
    ...directory(
      [...endpoints.values()].map(({ endpoint }) => endpoint),
      [...hosts.values()].map(({ host }) => host),
      profiles,
      new Map(
        [...endpoints.values()].map(({ endpoint, profiles: names }) => [
          endpoint,
          names.filter((known) => profiles.get(known)?.part),
        ]),
      ),
    ),
  };
}

function directory(
  members: readonly PolicyEndpoint[],
  machines: readonly PolicyHost[],
  profiles: ReadonlyMap<string, CompiledProfile>,
  chains: ReadonlyMap<PolicyEndpoint, readonly string[]> = new Map(),
): Directory {
  const tags = tagSets(members, profiles);
  const owners = new Map<string, CompiledEndpoint | CompiledHost>();
  const hosts = new Map<string, CompiledHost>();
  for (const host of machines) {
    const compiled = { ...locate(host.addresses, tags), host };
    hosts.set(host.name, compiled);
    for (const key of keysOf(host.addresses)) owners.set(key, compiled);
  }
  const endpoints = new Map<string, CompiledEndpoint>();
  const lists = new Map<string, readonly string[]>();
  for (const endpoint of members) {
    const before = chains.get(endpoint) ?? [];
    const names = before.length === 0 ? endpoint.profiles : [...before, ...endpoint.profiles];
    const key = names.join('\n');
    const own = lists.get(key) ?? names;
    lists.set(key, own);
    const compiled = { ...locate(endpoint.addresses, tags), endpoint, profiles: own };
    endpoints.set(endpoint.name, compiled);
    for (const address of keysOf(endpoint.addresses)) owners.set(address, compiled);
  }
  return { endpoints, hosts, owners };
}

/** Returns the address without its prefix length, as Felix puts it into its sets. */
export function addressOf(text: string): Address | undefined {
  return parseAddress(text) ?? parseNetwork(text);
}

/** The tags of an address without an owner. */
export const NO_TAGS: ReadonlySet<string> = new Set();

/** Selectors are looked up like tags. A tag can't contain a space, so the two never collide. */
function selectorTag(selector: string): string {
  return `selector ${selector}`;
}

function locate(texts: readonly string[], tags: ReadonlyMap<string, ReadonlySet<string>>): Located {
  const addresses = texts.map(addressOf).filter((address) => address !== undefined);
  const place = (version: 4 | 6): Place | undefined => {
    const address = addresses.find((candidate) => candidate.version === version);
    return address && { address, tags: tags.get(formatAddress(address)) ?? NO_TAGS };
  };
  return { ipv4: place(4), ipv6: place(6) };
}

function keysOf(addresses: readonly string[]): string[] {
  return addresses.flatMap((text) => {
    const address = addressOf(text);
    return address ? [formatAddress(address)] : [];
  });
}

/** For each address, the tags of all profiles of all endpoints that have it, and the selectors that match them. */
function tagSets(
  endpoints: readonly PolicyEndpoint[],
  profiles: ReadonlyMap<string, CompiledProfile>,
): Map<string, ReadonlySet<string>> {
  const selectors = selectorsOf(profiles);
  const shared = new Map<string, ReadonlySet<string>>();
  const share = (tags: ReadonlySet<string>) => {
    const key = [...tags].sort().join('\n');
    const known = shared.get(key) ?? tags;
    shared.set(key, known);
    return known;
  };
  const sets = new Map<string, ReadonlySet<string>>();
  for (const endpoint of endpoints) {
    if (endpoint.void === true) continue;
    const tags = new Set(endpoint.profiles.flatMap((name) => profiles.get(name)?.tags ?? []));
    if (selectors.size > 0) {
      const own = labelsOf(endpoint, profiles);
      for (const [tag, selects] of selectors) if (selects(own)) tags.add(tag);
    }
    for (const key of keysOf(endpoint.addresses))
      sets.set(key, share(new Set([...(sets.get(key) ?? NO_TAGS), ...tags])));
  }
  return sets;
}

/** An endpoint's own labels, and those inherited from its profiles, which its own override. */
function labelsOf(endpoint: PolicyEndpoint, profiles: ReadonlyMap<string, CompiledProfile>): Labels {
  return Object.fromEntries(
    [...endpoint.profiles.map((name) => profiles.get(name)?.labels), endpoint.labels].flatMap((set) =>
      Object.entries(set ?? {}),
    ),
  );
}

function selectorsOf(profiles: ReadonlyMap<string, CompiledProfile>): Map<string, Selector> {
  const selectors = new Map<string, Selector>();
  for (const profile of profiles.values()) {
    for (const text of profile.selectors) {
      const selector = parseSelector(text);
      if (selector) selectors.set(selectorTag(text), selector);
    }
  }
  return selectors;
}
