import type { Direction } from '../policy/calico1/rule';

/** One row of the tree, named by what it is and never by its state, so that a row keeps its identity while it changes. */
export type TreeNode =
  | { readonly kind: 'networks' }
  | { readonly kind: 'profiles' }
  | { readonly kind: 'applications' }
  | { readonly kind: 'network'; readonly networkId: string }
  | { readonly kind: 'container'; readonly networkId: string; readonly endpointId: string }
  | { readonly kind: 'profile'; readonly profile: string }
  | { readonly kind: 'brokenProfile'; readonly profile: string }
  | { readonly kind: 'direction'; readonly profile: string; readonly direction: Direction }
  | RuleNode
  | { readonly kind: 'tags'; readonly profile: string }
  | { readonly kind: 'tag'; readonly profile: string; readonly tag: string }
  | { readonly kind: 'endpoints'; readonly profile: string }
  | { readonly kind: 'endpoint'; readonly profile: string; readonly endpointId: string }
  | { readonly kind: 'group'; readonly group: string }
  | { readonly kind: 'app'; readonly app: string }
  | { readonly kind: 'task'; readonly task: string }
  | { readonly kind: 'pod'; readonly pod: string }
  | { readonly kind: 'deployment'; readonly deployment: string }
  | { readonly kind: 'loading'; readonly of: PartName }
  | { readonly kind: 'failure'; readonly of: PartName }
  /** What of a part cannot be had; known by its count, since its words change. */
  | { readonly kind: 'problem'; readonly of: PartName; readonly index: number }
  | { readonly kind: 'hint'; readonly of: PartName };

/** A rule is known by its text as stored; equal ones are told apart by their count from the top. */
export interface RuleNode {
  readonly kind: 'rule';
  readonly profile: string;
  readonly direction: Direction;
  readonly text: string;
  readonly occurrence: number;
}

export type PartName = 'networks' | 'profiles' | 'applications';

/** Kinds of nodes that commands are offered on; the value of `viewItem` in package.json. */
export type NodeKind = TreeNode['kind'];
export type NodeOf<Kind extends NodeKind> = Extract<TreeNode, { kind: Kind }>;

/** The stable id of a node. */
export function nodeId(node: TreeNode): string {
  return JSON.stringify(Object.values(node));
}
