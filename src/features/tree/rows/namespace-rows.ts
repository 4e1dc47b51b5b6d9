import * as l10n from '@vscode/l10n';
import { podCount } from '../../../app/text/counts';
import type { ResourceNode, TreeNode } from '../../../app/tree-nodes';
import { grouped } from '../../../base/grouped';
import { dataOf } from '../../../cluster/model/indexes';
import { tiersOfObjects } from '../../../cluster/model/object-tiers';
import { namespacesAmong } from '../../../cluster/model/resources';
import type { PolicyData, Snapshot } from '../../../cluster/model/snapshot';
import { workloadsByNamespace, type Workload } from '../../../cluster/model/workloads';
import { isolationText } from './pod-row';
import { nodeOf } from './resource-nodes';
import type { Row } from './row';

type NamespaceNode = Extract<TreeNode, { kind: 'namespaces' | 'namespace' | 'workload' }>;

/** What a namespace contains. */
interface Namespace {
  readonly policies: readonly ResourceNode[];
  readonly pods: readonly Workload[];
}

const known = new WeakMap<PolicyData, ReadonlyMap<string, Namespace>>();

/** The rows below the namespaces of a Kubernetes cluster: each one with its policies, and its pods by controller. */
export function namespaceChildren(node: NamespaceNode, snapshot: Snapshot): readonly TreeNode[] {
  const all = namespacesOf(snapshot);
  if (node.kind === 'namespaces') return [...all.keys()].map((namespace) => ({ kind: 'namespace', namespace }));
  const { namespace } = node;
  const found = all.get(namespace);
  if (!found) return [];
  if (node.kind === 'workload') return (byOwner(found).get(node.owner) ?? []).map(podNode);
  return [
    ...found.policies,
    ...[...byOwner(found)].map(([owner, pods]) =>
      pods[0] && isAlone(pods) ? podNode(pods[0]) : ({ kind: 'workload', namespace, owner } as const),
    ),
  ];
}

const owners = new WeakMap<Namespace, ReadonlyMap<string, readonly Workload[]>>();

/** Returns the pods by their controllers, in the order of these. A pod without one is its own. */
function byOwner(namespace: Namespace): ReadonlyMap<string, readonly Workload[]> {
  let found = owners.get(namespace);
  if (!found) owners.set(namespace, (found = grouped(namespace.pods, ({ owner, endpoint }) => owner ?? endpoint)));
  return found;
}

/** Whether the only pod has no controller. */
function isAlone([pod, ...others]: readonly Workload[]): boolean {
  return others.length === 0 && pod?.name === `${pod?.namespace}/${pod?.owner}`;
}

function podNode({ endpoint }: Workload): TreeNode {
  return { kind: 'endpoint', profile: undefined, endpoint };
}

/** Returns the content of a row of namespaces; undefined if what it represents no longer exists. */
export function namespaceRow(node: NamespaceNode, snapshot: Snapshot): Row | undefined {
  const data = dataOf(snapshot.policy);
  const all = namespacesOf(snapshot);
  if (node.kind === 'namespaces')
    return {
      label: l10n.t('Namespaces'),
      ...(data && { description: String(all.size) }),
      tooltip: [l10n.t('Namespaces with their policies and pods. Pods in the networks of their nodes are not listed.')],
      icon: 'symbol-namespace',
      expand: 'collapsed',
    };
  const found = all.get(node.namespace);
  if (!found || !data) return undefined;
  if (node.kind === 'workload') return workloadRow(node.owner, byOwner(found).get(node.owner), data);
  const pods = found.pods.length;
  const own = found.policies.length;
  return {
    label: node.namespace,
    description: [
      podCount(pods),
      ...(own === 0 ? [] : [own === 1 ? l10n.t('1 policy') : l10n.t('{0} policies', own)]),
    ].join(' · '),
    icon: 'symbol-namespace',
    expand: pods + own > 0 ? 'collapsed' : 'none',
  };
}

function workloadRow(owner: string, pods: readonly Workload[] | undefined, data: PolicyData): Row | undefined {
  if (!pods) return undefined;
  // Pods of one controller may differ in their labels, as during a rollout.
  const states = new Set(pods.map(({ endpoint }) => isolationText(endpoint, data)));
  const [state] = states;
  return {
    label: owner,
    description: [podCount(pods.length), states.size === 1 ? state : l10n.t('isolated in different directions')].join(
      ' · ',
    ),
    icon: 'server-process',
    expand: 'collapsed',
  };
}

const NONE: ReadonlyMap<string, Namespace> = new Map();

/** Returns the namespaces of a cluster by their names, in the order of these. */
export function namespacesOf(snapshot: Snapshot): ReadonlyMap<string, Namespace> {
  const data = dataOf(snapshot.policy);
  if (!data) return NONE;
  let found = known.get(data);
  if (!found) known.set(data, (found = gather(data, workloadsByNamespace(snapshot))));
  return found;
}

function gather(data: PolicyData, pods: ReadonlyMap<string, readonly Workload[]>): ReadonlyMap<string, Namespace> {
  // In the order in which they are evaluated.
  const policies = grouped(
    tiersOfObjects(data).flatMap((tier) => tier.policies),
    ({ namespace }) => namespace ?? '',
  );
  const names = new Set(data.resources && namespacesAmong(data.resources));
  for (const name of pods.keys()) if (name !== '') names.add(name);
  return new Map(
    [...names].sort().map((name) => [
      name,
      {
        policies: (policies.get(name) ?? []).map((id) => ({ ...nodeOf(id), below: 'namespace' as const })),
        pods: pods.get(name) ?? [],
      },
    ]),
  );
}

/** Whether a row is shown: those of cluster-wide objects always are. @param namespaces Undefined for all. */
export function isShown(node: TreeNode, namespaces: readonly string[] | undefined): boolean {
  return namespaces === undefined || !('namespace' in node) || namespaces.includes(node.namespace);
}

/** Says on the row of all namespaces that only some are shown. */
export function filteredRow(row: Row, snapshot: Snapshot, namespaces: readonly string[] | undefined): Row {
  if (namespaces === undefined) return row;
  const all = [...namespacesOf(snapshot).keys()];
  const shown = all.filter((name) => namespaces.includes(name));
  return {
    ...row,
    description: l10n.t('{0} of {1}, filtered', shown.length, all.length),
    tooltip: [
      l10n.t('The tree shows the policies and pods of these namespaces, and what is cluster-wide:'),
      ...namespaces,
      l10n.t('“Show All Namespaces” ends this.'),
    ],
  };
}
