import { resourceIn, type ResourceNode, type TreeNode } from '../../../app/tree-nodes';
import { dataOf } from '../../../cluster/model/indexes';
import { resourceNamed, resourcesOfKind } from '../../../cluster/model/resources';
import { tiersOfObjects } from '../../../cluster/model/object-tiers';
import type { Resources, Snapshot } from '../../../cluster/model/snapshot';
import { ruleLines, type ResourceId, type ResourceKind } from '../../../policy/resources';
import { DIRECTIONS } from '../../../policy/model/rule';

type ParentNode = Extract<
  TreeNode,
  { kind: 'policies' | 'networkSets' | 'resourceTier' | 'resource' | 'resourceRule' }
>;

/** The rows of Calico 3's objects: tiers and their policies in evaluation order, and the rules of each. */
export function resourceChildren(node: ParentNode, snapshot: Snapshot): readonly TreeNode[] {
  const data = dataOf(snapshot.policy);
  if (!data?.resources) return [];
  switch (node.kind) {
    case 'policies':
      return tiersOfObjects(data).map(({ name }) => ({ kind: 'resourceTier', tier: name }));
    case 'networkSets':
      return networkSetNodes(snapshot);
    case 'resourceTier':
      return (tiersOfObjects(data).find(({ name }) => name === node.tier)?.policies ?? []).map(nodeOf);
    case 'resource': {
      const { of, namespace, name, below } = node;
      const stored = resourceNamed(resourceIn(node), data);
      return DIRECTIONS.flatMap((direction) =>
        (stored ? ruleLines(stored, direction) : []).map((_, index) => ({
          kind: 'resourceRule',
          of,
          ...(namespace !== undefined && { namespace }),
          name,
          ...(below !== undefined && { below }),
          direction,
          index,
        })),
      );
    }
    case 'resourceRule':
      return [];
  }
}

/** Returns the rows of network sets. */
export function networkSetNodes(snapshot: Snapshot): readonly ResourceNode[] {
  const resources = dataOf(snapshot.policy)?.resources;
  return resources ? nodesOf(resources, 'GlobalNetworkSet', 'NetworkSet') : [];
}

/** Returns the rows of Calico 3's profiles. */
export function profileNodes(snapshot: Snapshot): readonly ResourceNode[] {
  const resources = dataOf(snapshot.policy)?.resources;
  return resources ? nodesOf(resources, 'Profile') : [];
}

const known = new WeakMap<Resources, Map<string, readonly ResourceNode[]>>();

/** Returns the rows of the objects of some kinds, kind by kind in the order of their keys. */
export function nodesOf(resources: Resources, ...kinds: readonly ResourceKind[]): readonly ResourceNode[] {
  const lists = known.get(resources) ?? new Map<string, readonly ResourceNode[]>();
  known.set(resources, lists);
  const key = kinds.join();
  let nodes = lists.get(key);
  if (!nodes) {
    nodes = kinds.flatMap((kind) => resourcesOfKind(kind, resources).map(({ id }) => nodeOf(id)));
    lists.set(key, nodes);
  }
  return nodes;
}

/** Returns the row of an object below its tier or list. */
export function nodeOf({ kind, ...identity }: ResourceId): ResourceNode {
  return { kind: 'resource', of: kind, ...identity };
}
