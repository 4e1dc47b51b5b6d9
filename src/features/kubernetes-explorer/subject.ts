import type { TreeNode } from '../../app/tree-nodes';
import type { ExplorerResource } from '../../app/kubernetes-extension';

/** Controllers of pods. */
const CONTROLLERS: ReadonlySet<string> = new Set(['Deployment', 'DaemonSet', 'StatefulSet', 'ReplicaSet', 'Job']);

/**
 * Returns the row that stands for a resource of the cluster explorer; undefined for kinds without traffic.
 * @param namespace The namespace of the context, for resources that name none.
 */
export function rowFor(
  { resourceKind: { manifestKind }, name, namespace: own }: ExplorerResource,
  namespace: string,
): TreeNode | undefined {
  const within = own ?? namespace;
  if (manifestKind === 'Namespace') return { kind: 'namespace', namespace: name };
  if (manifestKind === 'Pod') return { kind: 'endpoint', profile: undefined, endpoint: `${within}/${name}` };
  return CONTROLLERS.has(manifestKind) ? { kind: 'workload', namespace: within, owner: name } : undefined;
}
