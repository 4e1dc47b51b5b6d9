import { mappedInTurn } from '../../base/time-slices';
import { workloadId, type CalicoV1 } from '../../policy/calico1/translate';
import { storedProfileOf } from '../etcd/stored-profile';
import type { PolicyData, WorkloadEndpoint } from '../model/snapshot';

/** Returns the name of an endpoint in the model. */
export function endpointName({ host, orchestrator, workload, id, modelName }: WorkloadEndpoint): string {
  return modelName ?? workloadId({ host, orchestrator, workload, endpoint: id });
}

const NO_CONFIG: ReadonlyMap<string, string> = new Map();

/**
 * Returns the policy stored in etcd, with pauses. Returns the same objects each time, so that results derived from them
 * are computed once.
 */
export function* storedInTurn({ profiles, endpoints, enforcement }: PolicyData): Generator<undefined, CalicoV1> {
  const workloads = yield* mappedInTurn(endpoints, storedWorkload);
  return {
    ready: enforcement?.ready,
    config: enforcement?.config ?? NO_CONFIG,
    profiles: profiles.map(storedProfileOf),
    tiers: enforcement?.tiers ?? [],
    workloads,
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

/** Converts an endpoint that was not read from etcd to its stored form. */
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
