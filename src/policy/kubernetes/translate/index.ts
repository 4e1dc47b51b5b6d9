import { placed } from '../../calico3/translate/writing';
import type { ModelPart } from '../../model/compose';
import { Memo } from '../../model/memo';
import type { Problem } from '../../model/origin';
import { ByKind } from '../../objects/kinds';
import type { KubernetesObject, KubernetesPolicy } from '../objects';
import { translateKubernetesPolicy } from './policies';
import { isEndpoint, isPlanned, podOf, translateNode, translatePod, translateWorkload } from './pods';
import { accountsOf, translateProfiles } from './profiles';
import { translateServices, translateSlices } from './services';

/** What is known besides the objects themselves. */
export interface Known {
  /** Whether the endpoint slices are all of the cluster's; else a service without slices may have some all the same. */
  readonly slices: boolean;
  /** Whether the objects are a person's, so that pods may not run yet, and workloads stand for theirs. */
  readonly planned: boolean;
}

/**
 * The model of Kubernetes' objects. Give the memo of the last time, for what is known alike, and only objects that are
 * new are translated.
 */
export function translateKubernetes(written: readonly KubernetesObject[], known: Known, memo = new Memo()): ModelPart {
  const objects = new ByKind(written.map(placed));
  const of = <K extends KubernetesObject['kind']>(...kinds: readonly K[]) => objects.of(...kinds);
  const pods = of('Pod');
  const workloads = known.planned
    ? of('Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'ReplicationController', 'Job')
    : [];
  const slices = of('EndpointSlice');
  const nodes = of('Node');
  const policies: readonly KubernetesPolicy[] = [
    ...of('NetworkPolicy'),
    ...of('StagedKubernetesNetworkPolicy'),
    ...of('ClusterNetworkPolicy'),
    ...of('AdminNetworkPolicy'),
    ...of('BaselineAdminNetworkPolicy'),
  ];
  const services = of('Service');
  const problems: Problem[] = [];
  const translated = (policy: KubernetesPolicy) => {
    // Peers of an AdminNetworkPolicy may be nodes, which come and go.
    const byNodes = policy.kind === 'AdminNetworkPolicy' || policy.kind === 'BaselineAdminNetworkPolicy';
    return byNodes
      ? translateKubernetesPolicy(policy, nodes, problems)
      : memo.withProblems('policy', policy, problems, (found) => translateKubernetesPolicy(policy, [], found));
  };
  const onHosts = pods.filter(({ spec }) => spec?.hostNetwork === true);
  const hosts = memo.list('hosts', [...nodes, ...onHosts], () => nodes.map((node) => translateNode(node, onHosts)));
  const accounts = [...of('Namespace'), ...of('ServiceAccount')];
  return {
    endpoints: [
      ...pods
        .filter((pod) => isEndpoint(pod) || (known.planned && isPlanned(pod)))
        .map((pod) => memo.of('pod', pod, () => translatePod(pod))),
      ...workloads.flatMap((workload) => memo.of('workload', workload, () => translateWorkload(workload)) ?? []),
    ],
    hosts,
    policies: policies.flatMap((policy) => translated(policy) ?? []),
    problems,
    profiles: memo.list('profiles', [...accounts, ...accountsOf([...pods, ...workloads.map(podOf)])], () =>
      translateProfiles(of('Namespace'), of('ServiceAccount'), [...pods, ...workloads.map(podOf)]),
    ),
    ...((known.slices || slices.length > 0) && {
      services: memo.list('services', slices, () => translateSlices(slices)),
    }),
    translations: memo.list('translations', [...services, ...slices, hosts], () =>
      translateServices(services, slices, hosts),
    ),
  };
}
