import { dataOf, networksOf, profileOfNetwork } from '../../cluster/model/indexes';
import type { Snapshot } from '../../cluster/model/snapshot';
import type { PolicyId } from '../../policy/calico1/policy';
import type { Direction } from '../../policy/calico1/rule';
import { nodeId, type PolicyRuleNode, type RuleNode, type TreeNode } from '../../app/tree-nodes';

/** The meaning of dropping rows on a row. */
export type Drop =
  | { readonly kind: 'move'; readonly rules: readonly RuleNode[]; readonly to: DropTarget }
  | {
      readonly kind: 'move-in-policy';
      readonly policy: PolicyId;
      readonly rules: readonly PolicyRuleNode[];
      readonly to: PolicyDropTarget;
    }
  /** Profiles by their stored names. */
  | { readonly kind: 'allow'; readonly from: string; readonly to: string };

/** The target of moved rules. */
export interface DropTarget {
  readonly profile: string;
  /** If omitted, each rule keeps its direction. */
  readonly direction?: Direction;
  /** The rule to insert them before. If omitted, they are appended. */
  readonly before?: RuleNode;
}

/** The target of rules that are moved within their policy; see {@link DropTarget}. */
export interface PolicyDropTarget {
  readonly direction?: Direction;
  readonly before?: PolicyRuleNode;
}

/** Determines the meaning of a drop, or undefined if it has none. */
export function dropOn(
  dragged: readonly TreeNode[],
  target: TreeNode | undefined,
  snapshot: Snapshot | undefined,
): Drop | undefined {
  if (!target || !snapshot) return undefined;
  const rules = dragged.filter((node) => node.kind === 'rule');
  if (rules.length > 0 && rules.length === dragged.length) return moveTo(rules, target);
  const ofPolicies = dragged.filter((node) => node.kind === 'policyRule');
  if (ofPolicies.length > 0 && ofPolicies.length === dragged.length) return moveInPolicy(ofPolicies, target);
  const [only, ...more] = dragged;
  const from = only && more.length === 0 ? profileOf(only, snapshot) : undefined;
  const to = profileOf(target, snapshot);
  return from === undefined || to === undefined || from === to ? undefined : { kind: 'allow', from, to };
}

function moveTo(rules: readonly RuleNode[], target: TreeNode): Drop | undefined {
  switch (target.kind) {
    case 'rule': {
      // A rule that is dropped on itself or on another dragged rule stays where it is.
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

/** A policy's rules mean nothing to other endpoints than those that it selects, so they stay in their policy. */
function moveInPolicy(rules: readonly PolicyRuleNode[], target: TreeNode): Drop | undefined {
  if (target.kind !== 'policy' && target.kind !== 'policyRule') return undefined;
  const { tier, policy } = target;
  if (rules.some((rule) => rule.tier !== tier || rule.policy !== policy)) return undefined;
  const move = { kind: 'move-in-policy', policy: { tier, name: policy }, rules } as const;
  if (target.kind === 'policy') return { ...move, to: {} };
  if (rules.some((rule) => nodeId(rule) === nodeId(target))) return undefined;
  return { ...move, to: { direction: target.direction, before: target } };
}

/** Returns the profile of a row: its own, or its network's. */
function profileOf(node: TreeNode, snapshot: Snapshot): string | undefined {
  if (node.kind === 'profile') return node.profile;
  const network = node.kind === 'network' ? networksOf(snapshot).find(({ id }) => id === node.networkId) : undefined;
  return network && profileOfNetwork(network, dataOf(snapshot.policy))?.name;
}
