import { dataOf, networksOf, profileOfNetwork } from '../../cluster/model/indexes';
import type { Snapshot } from '../../cluster/model/snapshot';
import type { Direction } from '../../policy/calico1/rule';
import { nodeId, type RuleNode, type TreeNode } from '../../app/tree-nodes';

/** What dropping rows on a row asks for. */
export type Drop =
  | { readonly kind: 'move'; readonly rules: readonly RuleNode[]; readonly to: DropTarget }
  /** Profiles by their stored names. */
  | { readonly kind: 'allow'; readonly from: string; readonly to: string };

/** Where rules are moved to. */
export interface DropTarget {
  readonly profile: string;
  /** Without one, each rule keeps its own. */
  readonly direction?: Direction;
  /** The rule that they are put before; without one, they are put at the end. */
  readonly before?: RuleNode;
}

/** Decides what a drop means; undefined when it means nothing. */
export function dropOn(
  dragged: readonly TreeNode[],
  target: TreeNode | undefined,
  snapshot: Snapshot | undefined,
): Drop | undefined {
  if (!target || !snapshot) return undefined;
  const rules = dragged.filter((node) => node.kind === 'rule');
  if (rules.length > 0 && rules.length === dragged.length) return moveTo(rules, target);
  const [only, ...more] = dragged;
  const from = only && more.length === 0 ? profileOf(only, snapshot) : undefined;
  const to = profileOf(target, snapshot);
  return from === undefined || to === undefined || from === to ? undefined : { kind: 'allow', from, to };
}

function moveTo(rules: readonly RuleNode[], target: TreeNode): Drop | undefined {
  switch (target.kind) {
    case 'rule': {
      // A rule that is dropped on itself, or on one of those that come along, is left where it is.
      if (rules.some((rule) => nodeId(rule) === nodeId(target))) return undefined;
      const { profile, direction } = target;
      return { kind: 'move', rules, to: { profile, direction, before: target } };
    }
    case 'direction': {
      const { profile, direction } = target;
      return { kind: 'move', rules, to: { profile, direction } };
    }
    case 'profile':
      return { kind: 'move', rules, to: { profile: target.profile } };
    default:
      return undefined;
  }
}

/** The profile that a row stands for: its own, or its network's. */
function profileOf(node: TreeNode, snapshot: Snapshot): string | undefined {
  if (node.kind === 'profile') return node.profile;
  const network = node.kind === 'network' ? networksOf(snapshot).find(({ id }) => id === node.networkId) : undefined;
  return network && profileOfNetwork(network, dataOf(snapshot.policy))?.name;
}
