import { translateCalicoV1, type CalicoV1 } from '../../policy/calico1/translate';
import { CompiledModel } from '../../policy/evaluation';
import { composeModel } from '../../policy/model/compose';
import { DEFAULT_SETTINGS } from '../../policy/calico3/translate';
import type { BrokenProfile, Profile } from '../../policy/calico1/profile';
import { profileDirectory } from '../etcd/layout';
import type { PolicyData, WorkloadEndpoint } from '../model/snapshot';

const known = new WeakMap<PolicyData, CompiledModel>();
let latest: WeakRef<CompiledModel> | undefined;

/** Everything that decides in a cluster, compiled: tiers, host endpoints and translated addresses besides profiles. */
export function policyModelOf(data: PolicyData): CompiledModel {
  let compiled = known.get(data);
  if (!compiled) {
    const model = composeModel([translateCalicoV1(storedIn(data))], DEFAULT_SETTINGS);
    compiled = new CompiledModel(model, latest?.deref());
    known.set(data, compiled);
    latest = new WeakRef(compiled);
  }
  return compiled;
}

/** What etcd holds of policy. */
function storedIn({ profiles, endpoints, enforcement }: PolicyData): CalicoV1 {
  return {
    ready: enforcement?.ready,
    config: enforcement?.config ?? new Map(),
    profiles: profiles.map(storedProfile),
    tiers: enforcement?.tiers ?? [],
    workloads: endpoints.map(storedWorkload),
    hostEndpoints: enforcement?.hostEndpoints ?? [],
    hosts: enforcement?.hosts ?? [],
  };
}

function storedProfile({ name, stored: { rules, tags, labels } }: Profile | BrokenProfile) {
  return {
    key: profileDirectory(name),
    name,
    ...(rules !== undefined && { rules }),
    ...(tags !== undefined && { tags }),
    ...(labels !== undefined && { labels }),
  };
}

function storedWorkload({ key = '', text, host, orchestrator, workload, id, ...rest }: WorkloadEndpoint) {
  return { key, host, orchestrator, workload, endpoint: id, text: text ?? textOf(rest) };
}

/** An endpoint that was not read from etcd, as etcd would hold it. */
function textOf({
  state,
  interfaceName,
  profileIds,
  ipv4Nets,
  ipv6Nets,
}: Pick<WorkloadEndpoint, 'state' | 'interfaceName' | 'profileIds' | 'ipv4Nets' | 'ipv6Nets'>): string {
  return JSON.stringify({
    state,
    name: interfaceName,
    mac: '',
    profile_ids: profileIds,
    ipv4_nets: ipv4Nets,
    ipv6_nets: ipv6Nets,
  });
}
