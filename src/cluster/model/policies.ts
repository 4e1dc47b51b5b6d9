import { policyKey, tierDirectory } from '../../policy/calico1/keys';
import {
  decodePolicy,
  encodePolicy,
  type BrokenPolicy,
  type PolicyId,
  type TieredPolicy,
} from '../../policy/calico1/policy';
import type { Enforcement, PolicyData } from './snapshot';
import { byOrder } from '../../policy/calico1/order';
import { tiersOf } from './tiers';

const known = new WeakMap<Enforcement, ReadonlyMap<string, TieredPolicy | BrokenPolicy>>();

/** Returns the policy of a tier with a name, or undefined. */
export function policyNamed(id: PolicyId, data: PolicyData | undefined): TieredPolicy | BrokenPolicy | undefined {
  return data?.enforcement && policiesIn(data.enforcement).get(keyOf(id));
}

/** Returns the policies of a tier in the order in which they are evaluated; those that can't be read come last. */
export function policiesOfTier(
  tier: string,
  { enforcement }: Pick<PolicyData, 'enforcement'>,
): readonly (TieredPolicy | BrokenPolicy)[] {
  if (!enforcement) return [];
  const policies = [...policiesIn(enforcement).values()].filter((policy) => policy.tier === tier);
  return [
    ...policies.filter((policy) => policy.kind === 'policy').sort(byOrder),
    ...policies.filter(({ kind }) => kind === 'broken'),
  ];
}

/** Returns the readable policies of all tiers, in the order in which they are evaluated. */
export function readablePolicies(data: Pick<PolicyData, 'enforcement'>): readonly TieredPolicy[] {
  return tiersOf(data)
    .flatMap(({ name }) => policiesOfTier(name, data))
    .filter((policy) => policy.kind === 'policy');
}

function policiesIn(enforcement: Enforcement): ReadonlyMap<string, TieredPolicy | BrokenPolicy> {
  let policies = known.get(enforcement);
  if (!policies) {
    const decoded = enforcement.tiers.flatMap(({ name: tier, policies: stored }) =>
      stored.map(({ name, text }) => decodePolicy({ tier, name }, text)),
    );
    known.set(enforcement, (policies = new Map(decoded.map((policy) => [keyOf(policy), policy]))));
  }
  return policies;
}

/** A policy after a change; undefined if it is removed. */
export interface PolicyDraft extends PolicyId {
  readonly policy: TieredPolicy | undefined;
}

/** Returns the policy data with some policies replaced, added or removed. */
export function withPolicies(data: PolicyData, drafts: readonly PolicyDraft[]): PolicyData {
  if (drafts.length === 0) return data;
  const enforcement = data.enforcement ?? {
    ready: undefined,
    config: new Map(),
    tiers: [],
    hostEndpoints: [],
    hosts: [],
  };
  const tiers = drafts.reduce((changed, { tier, name, policy }) => {
    const before = changed.find((other) => other.name === tier) ?? {
      key: tierDirectory(tier),
      name: tier,
      policies: [],
    };
    const others = before.policies.filter((other) => other.name !== name);
    const stored = policy && { key: policyKey({ tier, name }), name, text: encodePolicy(policy) };
    const after = { ...before, policies: stored ? [...others, stored] : others };
    return [...changed.filter((other) => other.name !== tier), after];
  }, enforcement.tiers);
  return { ...data, enforcement: { ...enforcement, tiers } };
}

function keyOf({ tier, name }: PolicyId): string {
  return JSON.stringify([tier, name]);
}
