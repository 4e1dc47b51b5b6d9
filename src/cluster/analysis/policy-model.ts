import { StoredPolicy } from '../../policy/calico1/stored-policy';
import { workloadId, type CalicoV1 } from '../../policy/calico1/translate';
import { storedProfileOf } from '../etcd/stored-profile';
import type { PolicyData, WorkloadEndpoint } from '../model/snapshot';

const known = new WeakMap<PolicyData, StoredPolicy>();
let latest: WeakRef<StoredPolicy> | undefined;

/**
 * Returns a snapshot's policy with the model of everything that decides: tiers, host endpoints and translated addresses
 * besides profiles. Made once per state; for a new state, only changes are translated.
 */
export function storedPolicyOf(data: PolicyData): StoredPolicy {
  let policy = known.get(data);
  if (!policy) {
    policy = new StoredPolicy(storedIn(data), latest?.deref());
    known.set(data, policy);
    latest = new WeakRef(policy);
  }
  return policy;
}

/** Returns the name of an endpoint in the model. */
export function endpointName({ host, orchestrator, workload, id }: WorkloadEndpoint): string {
  return workloadId({ host, orchestrator, workload, endpoint: id });
}

const NO_CONFIG: ReadonlyMap<string, string> = new Map();

/** What etcd holds of policy. Objects that are the same are translated once. */
function storedIn({ profiles, endpoints, enforcement }: PolicyData): CalicoV1 {
  return {
    ready: enforcement?.ready,
    config: enforcement?.config ?? NO_CONFIG,
    profiles: profiles.map(storedProfileOf),
    tiers: enforcement?.tiers ?? [],
    workloads: endpoints.map(storedWorkload),
    hostEndpoints: enforcement?.hostEndpoints ?? [],
    hosts: enforcement?.hosts ?? [],
  };
}

type StoredWorkload = CalicoV1['workloads'][number];

const storedWorkloads = new WeakMap<WorkloadEndpoint, StoredWorkload>();

function storedWorkload(endpoint: WorkloadEndpoint): StoredWorkload {
  let stored = storedWorkloads.get(endpoint);
  if (!stored) {
    const { key = '', text = textOf(endpoint), host, orchestrator, workload, id } = endpoint;
    stored = { id: endpointName(endpoint), key, host, orchestrator, workload, endpoint: id, text };
    storedWorkloads.set(endpoint, stored);
  }
  return stored;
}

/** An endpoint that was not read from etcd, as etcd would hold it. */
function textOf({ state, interfaceName, profileIds, ipv4Nets, ipv6Nets, labels }: WorkloadEndpoint): string {
  return JSON.stringify({
    state,
    name: interfaceName,
    mac: '',
    profile_ids: profileIds,
    ipv4_nets: ipv4Nets,
    ipv6_nets: ipv6Nets,
    labels,
  });
}
