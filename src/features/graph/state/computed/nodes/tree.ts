import { byName } from '../../../../../base/text/by-name';
import { grouped } from '../../../../../base/grouped';
import { containerId, type Leaf } from './leaves';

/** A group of workloads that is one node until it is expanded. */
export interface Branch {
  readonly id: string;
  readonly name: string;
  /** At least two. */
  readonly children: readonly TreeNode[];
}

export type TreeNode = Leaf | Branch;

/** The most nodes that a picture begins with, and that a group expands to; more are divided further. */
const MOST_TOPS = 60;
const MOST_CHILDREN = 120;

/**
 * Arranges workloads in groups that contain each other: what contains them, and where that is too much for a picture,
 * a label of what contains them, the first part of their names, or ranges of their names.
 * @param labelsOf The labels that the members of a group inherit, by key.
 */
export function treeOf(
  leaves: readonly Leaf[],
  labelsOf: (branch: Branch) => Readonly<Record<string, string>>,
): readonly TreeNode[] {
  return divided(contained(leaves, 0), MOST_TOPS, labelsOf);
}

export function isBranch(node: TreeNode): node is Branch {
  return 'children' in node;
}

/** Returns all workloads of a node. */
export function leavesIn(node: TreeNode): readonly Leaf[] {
  return isBranch(node) ? node.children.flatMap(leavesIn) : [node];
}

function contained(leaves: readonly Leaf[], depth: number): readonly TreeNode[] {
  return [...grouped(leaves, ({ within }) => within[depth]?.id)].flatMap(([id, members]): readonly TreeNode[] => {
    const container = members[0]?.within[depth];
    if (id === undefined || !container) return members;
    const children = contained(members, depth + 1);
    return children.length === 1 ? children : [{ ...container, children: divided(children, MOST_CHILDREN) }];
  });
}

/** Groups nodes further if there are more than a limit. */
function divided(
  nodes: readonly TreeNode[],
  most: number,
  labelsOf: (branch: Branch) => Readonly<Record<string, string>> = () => ({}),
): readonly TreeNode[] {
  if (nodes.length <= most) return nodes;
  return byLabel(nodes, most, labelsOf) ?? byPrefix(nodes, most) ?? byRange(nodes);
}

/** Groups by the label that tells most groups apart, if most nodes have it. */
function byLabel(
  nodes: readonly TreeNode[],
  most: number,
  labelsOf: (branch: Branch) => Readonly<Record<string, string>>,
): readonly TreeNode[] | undefined {
  const labels = new Map(nodes.map((node) => [node, isBranch(node) ? labelsOf(node) : {}]));
  const keys = new Set([...labels.values()].flatMap(Object.keys));
  let best: ReadonlyMap<string, readonly TreeNode[]> | undefined;
  for (const key of [...keys].sort()) {
    const having = nodes.filter((node) => labels.get(node)?.[key] !== undefined);
    const groups = grouped(having, (node) => `${key}=${labels.get(node)?.[key] ?? ''}`);
    const rest = nodes.length - having.length;
    if (groups.size > 1 && groups.size + rest <= most && groups.size > (best?.size ?? 0)) best = groups;
  }
  return best && joined(best, nodes);
}

const FIRST_PART = /^[/]?[^-._/]+[-._/]/;

function byPrefix(nodes: readonly TreeNode[], most: number): readonly TreeNode[] | undefined {
  const prefixed = nodes.filter(({ name }) => FIRST_PART.test(name));
  const groups = grouped(prefixed, ({ name }) => `${FIRST_PART.exec(name)?.[0] ?? ''}…`);
  const count = groups.size + nodes.length - prefixed.length;
  return groups.size > 1 && count <= most ? joined(groups, nodes) : undefined;
}

/** About as many groups as each of them has nodes. */
function byRange(nodes: readonly TreeNode[]): readonly TreeNode[] {
  const sorted = nodes.toSorted((a, b) => byName(a.name, b.name));
  const size = Math.ceil(Math.sqrt(sorted.length));
  return Array.from({ length: Math.ceil(sorted.length / size) }, (_, index) => {
    const children = sorted.slice(index * size, (index + 1) * size);
    return branch(`${children[0]?.name ?? ''} – ${children.at(-1)?.name ?? ''}`, children);
  });
}

/** Returns the groups, and the nodes that are in none. */
function joined(groups: ReadonlyMap<string, readonly TreeNode[]>, nodes: readonly TreeNode[]): readonly TreeNode[] {
  const inside = new Set([...groups.values()].flat());
  return [
    ...[...groups].map(([name, children]) => branch(name, divided(children, MOST_CHILDREN))),
    ...nodes.filter((node) => !inside.has(node)),
  ];
}

function branch(name: string, children: readonly TreeNode[]): TreeNode {
  const [only] = children;
  return only && children.length === 1 ? only : { id: containerId(name), name, children };
}
