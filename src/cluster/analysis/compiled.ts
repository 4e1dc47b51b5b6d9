import { channel } from 'node:diagnostics_channel';
import {
  encodeLabels,
  encodeRules,
  encodeTags,
  labelsOf,
  type BrokenProfile,
  type Profile,
} from '../../policy/calico1/profile';
import { compilePolicy, type CompiledPolicy } from '../../policy/verdict';
import type { PolicyData, WorkloadEndpoint } from '../model/snapshot';
import { tiersOf } from '../model/tiers';
import { endpointName } from './policy-model';

const known = new WeakMap<PolicyData, CompiledPolicy>();
let latest: WeakRef<CompiledPolicy> | undefined;

/** The diagnostics channel that publishes each compiled policy. */
export const COMPILED = 'calico-stars.policy-compiled';
const compilations = channel(COMPILED);

/** Returns the compiled policy of a snapshot. Compiled once per state. For a new state, only changes are compiled. */
export function compiledOf(data: PolicyData): CompiledPolicy {
  let compiled = known.get(data);
  if (!compiled) {
    const { profiles, endpoints } = data;
    const input = { profiles: profiles.map(profileOf), endpoints: endpoints.map(endpointOf), tiers: tiersOf(data) };
    compiled = compilePolicy(input, latest?.deref());
    known.set(data, compiled);
    compilations.publish(data);
    latest = new WeakRef(compiled);
  }
  return compiled;
}

const ofOne = new WeakMap<Profile, { readonly data: PolicyData; readonly drafted: PolicyData }>();

/** Returns the policy with some profiles replaced, added or removed. */
export function withDrafts(data: PolicyData, drafts: readonly Profile[], removed: readonly string[] = []): PolicyData {
  const [only] = drafts;
  if (!only || drafts.length > 1 || removed.length > 0) return drafted(data, drafts, removed);
  // All users of a draft share one policy, so that it is compiled once.
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

function profileOf(profile: Profile | BrokenProfile) {
  return { name: profile.name, stored: profile.stored, labels: labelsOf(profile) };
}

function endpointOf(endpoint: WorkloadEndpoint) {
  const { host, profileIds, ipv4Nets, ipv6Nets, state, labels, voidReason } = endpoint;
  return {
    name: endpointName(endpoint),
    host,
    profiles: profileIds,
    addresses: [...ipv4Nets, ...ipv6Nets],
    active: state === 'active',
    ...(labels && { labels }),
    ...(voidReason !== undefined && { void: true }),
  };
}

/** Returns the profile with its JSON as writing it would store, which is what Felix validates. */
function stored(profile: Profile): Profile {
  const labels = profile.labels ? { labels: encodeLabels(profile) } : {};
  const leaves = { ...labels, tags: encodeTags(profile), rules: encodeRules(profile) };
  return { ...profile, stored: { ...profile.stored, ...leaves } };
}
