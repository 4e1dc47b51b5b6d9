import type { PolicyData, Snapshot } from '../../../src/cluster/model/snapshot';
import { endpoint, profile, snapshot } from './fixtures';

type Enforcement = NonNullable<PolicyData['enforcement']>;

/** Stored policies by name: JSON objects, or texts that may not be JSON. */
type StoredPolicies = Readonly<Record<string, object | string>>;

/** A stored tier with its policies. */
export function tier(name: string, policies: StoredPolicies = {}, metadata?: string): Enforcement['tiers'][number] {
  const key = `/calico/v1/policy/tier/${name}/`;
  return {
    key,
    name,
    ...(metadata !== undefined && { metadata }),
    policies: Object.entries(policies).map(([policy, stored]) => ({
      key: `${key}policy/${policy}`,
      name: policy,
      text: typeof stored === 'string' ? stored : JSON.stringify(stored),
    })),
  };
}

/** What Felix reads besides profiles and endpoints. */
export function enforcement(tiers: Enforcement['tiers'], parts: Partial<Enforcement> = {}): Enforcement {
  return { ready: 'true', config: new Map(), hosts: [], hostEndpoints: [], tiers, ...parts };
}

/**
 * A small cluster with tiers: the endpoints web at 10.0.0.1 and db at 10.0.0.2 with a profile each, and their names as
 * the label `role`.
 */
export function tieredCluster(
  tiers: Enforcement['tiers'],
  {
    policy = {},
    enforced = {},
  }: { readonly policy?: Partial<PolicyData>; readonly enforced?: Partial<Enforcement> } = {},
): Snapshot {
  return snapshot({
    policy: {
      profiles: [profile('web', []), profile('db', [])],
      endpoints: [
        { ...endpoint('e1', ['web'], '10.0.0.1'), labels: { role: 'web' } },
        { ...endpoint('e2', ['db'], '10.0.0.2'), labels: { role: 'db' } },
      ],
      enforcement: enforcement(tiers, enforced),
      ...policy,
    },
  });
}
