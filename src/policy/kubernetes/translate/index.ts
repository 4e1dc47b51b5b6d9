import { placed } from '../../calico3/translate/writing';
import type { ModelPart } from '../../model/compose';
import type { Problem } from '../../model/origin';
import type { KubernetesObject, KubernetesPolicy } from '../objects';
import { translateKubernetesPolicy } from './policies';
import { isEndpoint, isPlanned, podOf, translateNode, translatePod, translateWorkload } from './pods';
import { translateProfiles } from './profiles';
import { translateServices, translateSlices } from './services';

/** What is known besides the objects themselves. */
export interface Known {
  /** Whether the endpoint slices are all of the cluster's; else a service without slices may have some all the same. */
  readonly slices: boolean;
  /** Whether the objects are a person's, so that pods may not run yet, and workloads stand for theirs. */
  readonly planned: boolean;
}

/** The model of Kubernetes' objects. */
export function translateKubernetes(written: readonly KubernetesObject[], known: Known): ModelPart {
  const objects = written.map(placed);
  const of = <K extends KubernetesObject['kind']>(kind: K) =>
    objects.filter((object): object is Extract<KubernetesObject, { readonly kind: K }> => object.kind === kind);
  const pods = of('Pod');
  const workloads = known.planned
    ? (['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'ReplicationController', 'Job'] as const).flatMap(of)
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
  const problems: Problem[] = [];
  const hosts = nodes.map((node) => translateNode(node, pods));
  return {
    endpoints: [
      ...pods.filter((pod) => isEndpoint(pod) || (known.planned && isPlanned(pod))).map(translatePod),
      ...workloads.flatMap((workload) => translateWorkload(workload) ?? []),
    ],
    hosts,
    policies: policies.flatMap((policy) => translateKubernetesPolicy(policy, nodes, problems) ?? []),
    problems,
    profiles: translateProfiles(of('Namespace'), of('ServiceAccount'), [...pods, ...workloads.map(podOf)]),
    ...((known.slices || slices.length > 0) && { services: translateSlices(slices) }),
    translations: translateServices(of('Service'), slices, hosts),
  };
}
