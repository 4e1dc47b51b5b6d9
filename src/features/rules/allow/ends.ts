import type { NodeOf } from '../../../app/tree-nodes';
import { grouped } from '../../../base/grouped';
import { byName } from '../../../base/text/by-name';
import { compiledOf } from '../../../cluster/analysis/compiled';
import { dataOf } from '../../../cluster/model/indexes';
import type { Snapshot } from '../../../cluster/model/snapshot';
import { workloadsOf, type Workload } from '../../../cluster/model/workloads';
import { authoredLabels } from '../../../policy/kubernetes/pod-owner';
import type { Labels } from '../../../policy/selectors';
import type { CompiledModel } from '../../../policy/verdict';

/** Pods that send or receive traffic: those of a controller, or all of a namespace. */
export interface TrafficEnd {
  /** `shop/web`, or the namespace. */
  readonly name: string;
  readonly namespace: string;
  /** Labels that select the pods in their namespace; none for all of it. */
  readonly labels: Labels;
  /** The endpoints of the pods. */
  readonly endpoints: readonly string[];
}

/** Whether there are pods that can send or receive traffic. */
export function hasTrafficEnds(snapshot: Snapshot): boolean {
  return workloadsOf(snapshot).some(isPod);
}

function isPod({ namespace }: Workload): boolean {
  return namespace !== undefined;
}

/** Returns the namespaces that have pods and the controllers of pods, each namespace before its controllers. */
export function trafficEnds(snapshot: Snapshot): readonly TrafficEnd[] {
  const data = dataOf(snapshot.policy);
  if (!data) return [];
  const { model } = compiledOf(data);
  const namespaces = grouped(workloadsOf(snapshot).filter(isPod), ({ namespace }) => namespace ?? '');
  return [...namespaces]
    .sort(([a], [b]) => byName(a, b))
    .flatMap(([namespace, pods]) => {
      const owners = [...grouped(pods, ({ owner, name }) => owner ?? name)].sort(([a], [b]) => byName(a, b));
      return [
        { name: namespace, namespace, labels: {}, endpoints: pods.map(({ endpoint }) => endpoint) },
        ...owners.flatMap(([owner, own]) => endOf(`${namespace}/${owner}`, namespace, own, model) ?? []),
      ];
    });
}

/** Returns what a row stands for; undefined if it has no pods. */
export function endOfRow(row: NodeOf<'namespace' | 'workload'>, snapshot: Snapshot): TrafficEnd | undefined {
  const name = row.kind === 'namespace' ? row.namespace : `${row.namespace}/${row.owner}`;
  return trafficEnds(snapshot).find((end) => end.name === name);
}

/** Pods without a label in common can't be selected apart from others. */
function endOf(
  name: string,
  namespace: string,
  pods: readonly Workload[],
  { directory }: CompiledModel,
): TrafficEnd | undefined {
  const [first = {}, ...others] = pods.map(({ endpoint }) => directory.member(endpoint)?.endpoint.labels ?? {});
  const common = authoredLabels(first).filter(([key, value]) => others.every((labels) => labels[key] === value));
  if (common.length === 0) return undefined;
  return { name, namespace, labels: Object.fromEntries(common), endpoints: pods.map(({ endpoint }) => endpoint) };
}
