import { EtcdCode, EtcdError } from './errors';
import { childPath, nameOf, type StoreNode } from './node';

interface NodeContent {
  readonly path: string;
  readonly parent: StoreNode | undefined;
  readonly index: number;
  readonly dir: boolean;
  readonly value?: string;
  readonly expires?: number | undefined;
}

/** Creates a node that is not attached to its parent yet. */
export function newNode({ path, parent, index, dir, value = '', expires }: NodeContent): StoreNode {
  return {
    path,
    parent,
    children: dir ? new Map() : undefined,
    createdIndex: index,
    modifiedIndex: index,
    value,
    expires,
  };
}

/**
 * Finds the node at a normalized path.
 * @throws EtcdError 100 for the first missing element, 104 if a key is in place of a directory.
 */
export function find(root: StoreNode, path: string, index: number): StoreNode {
  return walk(root, path, (parent, name) => {
    if (!parent.children) throw new EtcdError(EtcdCode.NotDirectory, parent.path, index);
    const child = parent.children.get(name);
    if (!child) throw new EtcdError(EtcdCode.KeyNotFound, childPath(parent.path, name), index);
    return child;
  });
}

/**
 * Finds the directory at a normalized path, creating missing ones with the index of the coming change.
 * @throws EtcdError 104 if a key is in the way.
 */
export function makeDirectories(root: StoreNode, path: string, index: number): StoreNode {
  return walk(root, path, (parent, name) => {
    const child = parent.children?.get(name);
    if (child?.children) return child;
    if (child) throw new EtcdError(EtcdCode.NotDirectory, child.path, index);
    const made = newNode({ path: childPath(parent.path, name), parent, index: index + 1, dir: true });
    parent.children?.set(name, made);
    return made;
  });
}

/**
 * Checks whether a node may be removed.
 * @throws EtcdError 102 for a directory without `dir`, 108 for a non-empty one without `recursive`.
 */
export function checkRemovable(node: StoreNode, dir: boolean, recursive: boolean, index: number): void {
  if (!node.children) return;
  if (!dir) throw new EtcdError(EtcdCode.NotFile, node.path, index);
  if (node.children.size > 0 && !recursive) throw new EtcdError(EtcdCode.DirectoryNotEmpty, node.path, index);
}

/** Detaches a node and all its descendants, deepest first. */
export function detach(node: StoreNode, removed: (node: StoreNode) => void): void {
  for (const child of [...(node.children?.values() ?? [])]) detach(child, removed);
  node.parent?.children?.delete(nameOf(node.path));
  removed(node);
}

/** Yields all keys below a node (no directories), in no particular order. */
export function* leaves(node: StoreNode): Generator<StoreNode> {
  if (!node.children) yield node;
  else for (const child of node.children.values()) yield* leaves(child);
}

function walk(root: StoreNode, path: string, step: (parent: StoreNode, name: string) => StoreNode): StoreNode {
  return path.split('/').filter(Boolean).reduce(step, root);
}
