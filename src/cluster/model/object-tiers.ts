import { eachInTurn, finished } from '../../base/time-slices';
import {
  isCalicoPolicy,
  resourceIdOf,
  resourceKey,
  type ResourceId,
  type StoredResource,
} from '../../policy/resources';
import type { Policy, Tier } from '../../policy/model/policy';
import { countingSelected, type CompiledModel } from '../../policy/verdict';
import { compiledOf } from '../analysis/compiled';
import { policiesAmong, resourcesOfKind } from './resources';
import type { PolicyData } from './snapshot';

/** A tier of Calico 3, with its policies in the order in which they are asked. */
export interface ObjectTier extends Pick<Tier, 'name' | 'order' | 'end'> {
  /** Those that Felix ignores come last. */
  readonly policies: readonly ResourceId[];
}

interface Index {
  readonly tiers: readonly ObjectTier[];
  readonly policies: ReadonlyMap<string, Policy>;
}

const known = new WeakMap<PolicyData, Index>();

/** Returns the tiers of Calico 3 in evaluation order. Built-in ones without policies are left out. */
export function tiersOfObjects(data: PolicyData): readonly ObjectTier[] {
  return indexOf(data).tiers;
}

/** Returns the policy in the model that an object makes; undefined if Felix ignores it, or it makes none. */
export function modelPolicy(id: ResourceId, data: PolicyData): Policy | undefined {
  return indexOf(data).policies.get(resourceKey(id));
}

const selected = new WeakMap<CompiledModel, ReadonlyMap<Policy, number>>();

/** Returns the number of endpoints that a policy selects. */
export function selectedCount(policy: Policy, data: PolicyData): number {
  const { model } = compiledOf(data);
  return (selected.get(model) ?? finished(countSelected(model))).get(policy) ?? 0;
}

/** Counts what policies select, with pauses, so that {@link selectedCount} has it at once. */
export function* countSelected(model: CompiledModel): Generator<undefined, ReadonlyMap<Policy, number>> {
  const counts = yield* countingSelected(model);
  selected.set(model, counts);
  return counts;
}

function indexOf(data: PolicyData): Index {
  return known.get(data) ?? finished(indexTiers(data));
}

/** Indexes the tiers and policies of compiled objects, with pauses, so that {@link tiersOfObjects} has them at once. */
export function* indexTiers(data: PolicyData): Generator<undefined, Index> {
  const { model } = compiledOf(data).model;
  const stored = data.resources ? policiesAmong(data.resources) : [];
  const byKey = new Map<string, ResourceId>();
  yield* eachInTurn(stored, ({ id, key }) => byKey.set(key, id));
  const policies = new Map<string, Policy>();
  const inTier = new Map<string, ResourceId[]>();
  yield* eachInTurn(model.policies, (policy) => {
    const { object } = policy.origin;
    const named = resourceIdOf(object);
    const key = named && resourceKey(named);
    const id = key === undefined ? undefined : byKey.get(key);
    if (key === undefined || !id || policies.has(key)) return;
    policies.set(key, policy);
    add(inTier, policy.tier, id);
  });
  yield* eachInTurn(stored, (resource) => {
    if (!policies.has(resource.key)) add(inTier, tierIn(resource), resource.id);
  });
  const own = new Set(data.resources && resourcesOfKind('Tier', data.resources).map(({ id }) => id.name));
  const listed = model.tiers.filter(({ name }) => own.has(name) || inTier.has(name));
  const names = new Set(listed.map(({ name }) => name));
  const missing = [...inTier.keys()].filter((name) => !names.has(name));
  const index = {
    tiers: [...listed, ...missing.map((name) => ({ name, order: Infinity, end: 'deny' as const }))].map(
      ({ name, order, end }) => ({ name, order, end, policies: inTier.get(name) ?? [] }),
    ),
    policies,
  };
  known.set(data, index);
  return index;
}

function add(lists: Map<string, ResourceId[]>, tier: string, id: ResourceId): void {
  const list = lists.get(tier);
  if (list) list.push(id);
  else lists.set(tier, [id]);
}

/** Returns the tier that a policy names; the default one if it can't be read. */
function tierIn({ read }: StoredResource): string {
  return (read.state === 'decoded' && isCalicoPolicy(read.object) ? read.object.spec?.tier : undefined) ?? 'default';
}
