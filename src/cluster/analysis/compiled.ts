import { channel } from 'node:diagnostics_channel';
import { encodeRules, encodeTags, type Profile } from '../../policy/calico1/profile';
import { compilePolicy, type CompiledPolicy } from '../../policy/verdict';
import type { PolicyData, WorkloadEndpoint } from '../model/snapshot';

const known = new WeakMap<PolicyData, CompiledPolicy>();
let latest: WeakRef<CompiledPolicy> | undefined;

/** A channel that publishes each policy that is compiled, by whatever part of the extension. */
export const COMPILED = 'calico-stars.policy-compiled';
const compilations = channel(COMPILED);

/** The policy of a snapshot in the engine's form: compiled once for each state of it, and of a new state only what changed. */
export function compiledOf(data: PolicyData): CompiledPolicy {
  let compiled = known.get(data);
  if (!compiled) {
    compiled = compilePolicy({ profiles: data.profiles, endpoints: data.endpoints.map(endpointOf) }, latest?.deref());
    known.set(data, compiled);
    compilations.publish(data);
    latest = new WeakRef(compiled);
  }
  return compiled;
}

/** What the compiled policy calls an endpoint. */
export function endpointName({ host, workload, id }: WorkloadEndpoint): string {
  return `${host}/${workload}/${id}`;
}

const ofOne = new WeakMap<Profile, { readonly data: PolicyData; readonly drafted: PolicyData }>();

/** The policy as it would be with other profiles in place of those of the same names, or besides, and without some. */
export function withDrafts(data: PolicyData, drafts: readonly Profile[], removed: readonly string[] = []): PolicyData {
  const [only] = drafts;
  if (!only || drafts.length > 1 || removed.length > 0) return drafted(data, drafts, removed);
  // All who look at one draft see one policy, so that it is compiled once.
  let known = ofOne.get(only);
  if (known?.data !== data) ofOne.set(only, (known = { data, drafted: drafted(data, drafts, removed) }));
  return known.drafted;
}

function drafted(data: PolicyData, drafts: readonly Profile[], removed: readonly string[]): PolicyData {
  const changed = new Map(drafts.map((draft) => [draft.name, stored(draft)]));
  const gone = new Set(removed);
  const profiles = data.profiles
    .filter(({ name }) => !gone.has(name))
    .map((profile) => changed.get(profile.name) ?? profile);
  const present = new Set(data.profiles.map(({ name }) => name));
  return { ...data, profiles: [...profiles, ...[...changed.values()].filter(({ name }) => !present.has(name))] };
}

function endpointOf(endpoint: WorkloadEndpoint) {
  const { host, profileIds, ipv4Nets, ipv6Nets, state } = endpoint;
  return {
    name: endpointName(endpoint),
    host,
    profiles: profileIds,
    addresses: [...ipv4Nets, ...ipv6Nets],
    active: state === 'active',
  };
}

/** The profile with the texts that writing it would store: these are what Felix judges. */
function stored(profile: Profile): Profile {
  return { ...profile, stored: { ...profile.stored, tags: encodeTags(profile), rules: encodeRules(profile) } };
}
