import { placed } from '../../calico3/translate/writing';
import { eachInTurn, finished, MANY } from '../../../base/time-slices';
import type { Workload } from '../../model/endpoint';
import type { ModelPart } from '../../model/compose';
import { Memo } from '../../model/memo';
import type { Problem } from '../../model/origin';
import type { Policy } from '../../model/policy';
import { ByKind } from '../../objects/kinds';
import type { KubernetesObject, KubernetesPolicy, Pod, Workload as ManifestWorkload } from '../objects';
import { translateKubernetesPolicy } from './policies';
import { isEndpoint, isPlanned, podOf, translateNode, translatePod, translateWorkload } from './pods';
import { accountOf, translateProfiles } from './profiles';
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
  return finished(translatingKubernetes(written, known, memo));
}

/** Does the same with pauses. */
export function* translatingKubernetes(
  written: readonly KubernetesObject[],
  known: TranslationOptions,
  memo: Memo,
): Generator<undefined, ModelPart> {
  const objects = new ByKind<KubernetesObject>();
  yield* eachInTurn(written, (object) => objects.add(placed(object)), MANY);
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
  const { endpoints, used } = yield* memo.listInTurn('pods', [...pods, ...workloads], () =>
    translateEnds(pods, workloads, known.planned, memo),
  );
  const inForce: Policy[] = [];
  const translate = (policy: KubernetesPolicy) => {
    const made = translated(policy);
    if (made) inForce.push(made);
  };
  yield* eachInTurn(policies, translate, 1);
  return {
    endpoints,
    hosts,
    policies: inForce,
    problems,
    profiles: memo.list('profiles', [...accounts, ...used], () =>
      translateProfiles(of('Namespace'), of('ServiceAccount'), used),
    ),
    ...((known.slices || slices.length > 0) && {
      services: memo.list('services', slices, () => translateSlices(slices)),
    }),
    translations: memo.list('translations', [...services, ...slices, hosts], () =>
      translateServices(services, slices, hosts),
    ),
  };
}

/** The endpoints of pods and of controllers, and the accounts that they use. */
interface Ends {
  readonly endpoints: readonly Workload[];
  /** See {@link accountOf}. */
  readonly used: readonly string[];
}

function* translateEnds(
  pods: readonly Pod[],
  workloads: readonly ManifestWorkload[],
  planned: boolean,
  memo: Memo,
): Generator<undefined, Ends> {
  const endpoints: Workload[] = [];
  const used = new Set<string>();
  yield* eachInTurn(pods, (pod) => {
    used.add(accountOf(pod));
    if (isEndpoint(pod) || (planned && isPlanned(pod))) endpoints.push(translatePod(pod));
  });
  yield* eachInTurn(workloads, (workload) => {
    used.add(accountOf(podOf(workload)));
    const endpoint = memo.of('workload', workload, () => translateWorkload(workload));
    if (endpoint) endpoints.push(endpoint);
  });
  return { endpoints, used: [...used] };
}
