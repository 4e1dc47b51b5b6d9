import { channel } from 'node:diagnostics_channel';
import { encodeLabels, encodeRules, encodeTags, type Profile } from '../../policy/calico1/profile';
import { translatingDatastore } from '../../policy/datastore';
import { StoredPolicy } from '../../policy/calico1/stored-policy';
import type { Memo } from '../../policy/model/memo';
import type { PolicyModel } from '../../policy/model/model';
import { finished, inSlices } from '../../base/time-slices';
import { isOfCalico, translatingApiObjects } from '../../policy/resources';
import type { PolicyData, Resources } from '../model/snapshot';
import { listObjects } from '../model/resources';
import { storedInTurn } from './stored';

const known = new WeakMap<PolicyData, StoredPolicy>();
let latest: WeakRef<StoredPolicy> | undefined;

/** The diagnostics channel that publishes each compiled policy. */
export const COMPILED = 'calico-stars.policy-compiled';
const compilations = channel(COMPILED);

/**
 * Returns a snapshot's policy with the model of everything that decides: tiers, host endpoints and translated addresses
 * besides profiles. Compiled once per state. For a new state, only changes are compiled.
 */
export function compiledOf(data: PolicyData): StoredPolicy {
  return finished(compiledInTurn(data));
}

/** Does the same with pauses. */
export function* compiledInTurn(data: PolicyData): Generator<undefined, StoredPolicy> {
  const before = known.get(data);
  if (before) return before;
  const policy = yield* compiling(data, latest?.deref());
  // Others may have compiled it meanwhile.
  return known.get(data) ?? remembered(data, policy);
}

const running = new WeakMap<PolicyData, Promise<unknown>>();

/**
 * Compiles a snapshot's policy in slices, so that {@link compiledOf} has it at once. All that ask meanwhile wait for one
 * compilation. Stops if the signal aborts.
 */
export async function compileInSlices(data: PolicyData, signal?: AbortSignal): Promise<void> {
  await running.get(data);
  if (known.has(data) || signal?.aborted) return;
  const work = inSlices(compiledInTurn(data), signal).finally(() => running.delete(data));
  running.set(data, work);
  await work;
}

function remembered(data: PolicyData, policy: StoredPolicy): StoredPolicy {
  known.set(data, policy);
  compilations.publish(data);
  latest = new WeakRef(policy);
  return policy;
}

function* compiling(data: PolicyData, previous: StoredPolicy | undefined): Generator<undefined, StoredPolicy> {
  const { resources } = data;
  return resources
    ? yield* StoredPolicy.ofObjects((memo) => translating(resources, memo), previous)
    : yield* StoredPolicy.ofStored(yield* storedInTurn(data), previous);
}

function* translating(resources: Resources, memo: Memo): Generator<undefined, PolicyModel> {
  const objects = yield* listObjects(resources);
  const { from } = resources;
  yield;
  return from.kind === 'api'
    ? yield* translatingApiObjects(objects, from, memo)
    : yield* translatingDatastore(objects.filter(isOfCalico), from.inForce, memo);
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

/** Returns the profile with its JSON as writing it would store, which is what Felix validates. */
function stored(profile: Profile): Profile {
  const labels = profile.labels ? { labels: encodeLabels(profile) } : {};
  const leaves = { ...labels, tags: encodeTags(profile), rules: encodeRules(profile) };
  return { ...profile, stored: { ...profile.stored, ...leaves } };
}
