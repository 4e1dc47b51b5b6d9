import { encodeRules, encodeTags, type Profile } from '../policy/profile';
import { compilePolicy, type CompiledPolicy } from '../policy/verdict';
import type { PolicyData, WorkloadEndpoint } from './snapshot';

const known = new WeakMap<PolicyData, CompiledPolicy>();
let latest: WeakRef<CompiledPolicy> | undefined;

/** The policy of a snapshot in the engine's form: compiled once for each state of it, and of a new state only what changed. */
export function compiledOf(data: PolicyData): CompiledPolicy {
  let compiled = known.get(data);
  if (!compiled) {
    compiled = compilePolicy({ profiles: data.profiles, endpoints: data.endpoints.map(endpointOf) }, latest?.deref());
    known.set(data, compiled);
    latest = new WeakRef(compiled);
  }
  return compiled;
}

/** What the compiled policy calls an endpoint. */
export function endpointName({ host, workload, id }: WorkloadEndpoint): string {
  return `${host}/${workload}/${id}`;
}

/** The policy as it would be with other profiles in place of those of the same names, or besides. */
export function withDrafts(data: PolicyData, drafts: readonly Profile[]): PolicyData {
  const changed = new Map(drafts.map((draft) => [draft.name, stored(draft)]));
  const profiles = data.profiles.map((profile) => changed.get(profile.name) ?? profile);
  const present = new Set(data.profiles.map(({ name }) => name));
  return { ...data, profiles: [...profiles, ...[...changed.values()].filter(({ name }) => !present.has(name))] };
}

function endpointOf(endpoint: WorkloadEndpoint) {
  const { host, profileIds, ipv4Nets, ipv6Nets, state } = endpoint;
  return { name: endpointName(endpoint), host, profiles: profileIds, addresses: [...ipv4Nets, ...ipv6Nets], active: state === 'active' };
}

/** The profile with the texts that writing it would store: these are what Felix judges. */
function stored(profile: Profile): Profile {
  return { ...profile, stored: { ...profile.stored, tags: encodeTags(profile), rules: encodeRules(profile) } };
}
