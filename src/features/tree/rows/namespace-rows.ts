import * as l10n from '@vscode/l10n';
import { endpointCount } from '../../../app/text/counts';
import type { TreeNode } from '../../../app/tree-nodes';
import { grouped } from '../../../base/grouped';
import { endpointName } from '../../../cluster/analysis/stored';
import { dataOf } from '../../../cluster/model/indexes';
import type { PolicyData, Snapshot, WorkloadEndpoint } from '../../../cluster/model/snapshot';
import { isPolicyKind } from '../../../policy/resources';
import type { Row } from './row';

type NamespaceNode = Extract<TreeNode, { kind: 'namespaces' | 'namespace' }>;

interface Namespaces {
  /** Sorted by name. */
  readonly names: readonly string[];
  readonly endpoints: ReadonlyMap<string, readonly WorkloadEndpoint[]>;
  readonly policies: ReadonlyMap<string, number>;
}

const known = new WeakMap<PolicyData, Namespaces>();

/** The rows below the namespaces of a Kubernetes cluster: each one with its pods. */
export function namespaceChildren(node: NamespaceNode, snapshot: Snapshot): readonly TreeNode[] {
  const data = dataOf(snapshot.policy);
  if (!data) return [];
  const { names, endpoints } = namespacesIn(data);
  if (node.kind === 'namespaces') return names.map((namespace) => ({ kind: 'namespace', namespace }));
  return (endpoints.get(node.namespace) ?? []).map((endpoint) => ({
    kind: 'endpoint',
    profile: undefined,
    endpoint: endpointName(endpoint),
  }));
}

/** Returns the content of a row of namespaces; undefined if what it represents no longer exists. */
export function namespaceRow(node: NamespaceNode, snapshot: Snapshot): Row | undefined {
  const data = dataOf(snapshot.policy);
  const { names, endpoints, policies } = data ? namespacesIn(data) : NONE;
  if (node.kind === 'namespaces')
    return {
      label: l10n.t('Namespaces'),
      ...(data && { description: String(names.length) }),
      tooltip: [l10n.t('Namespaces with their pods. Pods in the networks of their nodes are not listed.')],
      icon: 'symbol-namespace',
      expand: 'collapsed',
    };
  const { namespace } = node;
  if (!names.includes(namespace)) return undefined;
  const pods = endpoints.get(namespace)?.length ?? 0;
  const own = policies.get(namespace) ?? 0;
  return {
    label: namespace,
    description: [
      endpointCount(pods),
      ...(own === 0 ? [] : [own === 1 ? l10n.t('1 policy') : l10n.t('{0} policies', own)]),
    ].join(' · '),
    icon: 'symbol-namespace',
    expand: pods > 0 ? 'collapsed' : 'none',
  };
}

const NONE: Namespaces = { names: [], endpoints: new Map(), policies: new Map() };

function namespacesIn(data: PolicyData): Namespaces {
  let found = known.get(data);
  if (!found) known.set(data, (found = gather(data)));
  return found;
}

function gather({ endpoints, resources }: PolicyData): Namespaces {
  const names = new Set<string>();
  const policies = new Map<string, number>();
  for (const { id } of resources?.stored ?? []) {
    if (id.kind === 'Namespace') names.add(id.name);
    if (id.namespace === undefined) continue;
    names.add(id.namespace);
    if (isPolicyKind(id.kind)) policies.set(id.namespace, (policies.get(id.namespace) ?? 0) + 1);
  }
  return {
    names: [...names].sort(),
    endpoints: grouped(endpoints, ({ workload }) => workload.slice(0, workload.indexOf('/'))),
    policies,
  };
}
