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

/** What is known besides the objects. */
export interface TranslationOptions {
  /** Whether all endpoint slices of the cluster are included. Otherwise a service without slices may have endpoints. */
  readonly slices: boolean;
  /** Whether the objects come from manifests, in which case pods need not run yet and controllers represent theirs. */
  readonly planned: boolean;
}

/**
 * Translates Kubernetes objects to a model. With the memo of the previous translation, under the same assumptions, only
 * new objects are translated.
 */
export function translateKubernetes(
  written: readonly KubernetesObject[],
  known: TranslationOptions,
  memo = new Memo(),
): ModelPart {
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
    // Peers of an AdminNetworkPolicy may be nodes, which can change.
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
