/** A key or a directory of the store. Only a directory has `children`. */
export interface StoreNode {
  /** Absolute, without a trailing slash; the root is `/`. */
  readonly path: string;
  readonly parent: StoreNode | undefined;
  readonly children: Map<string, StoreNode> | undefined;
  readonly createdIndex: number;
  value: string;
  modifiedIndex: number;
  /** Milliseconds since the epoch; undefined if it never expires. */
  expires: number | undefined;
}

/** A node in API form. The root has no key, and zero indexes are omitted (etcd 2.3 store/node_extern.go). */
export interface NodeView {
  readonly key?: string;
  readonly value?: string;
  readonly dir?: true;
  readonly expiration?: string;
  /** Seconds, rounded up. */
  readonly ttl?: number;
  readonly nodes?: readonly NodeView[];
  readonly modifiedIndex?: number;
  readonly createdIndex?: number;
}

/** Returns the last element of a path; empty for the root. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Returns the path of a child. */
export function childPath(parent: string, name: string): string {
  return parent === '/' ? `/${name}` : `${parent}/${name}`;
}

/** Normalizes a path: absolute, without empty elements, `.`, `..` or a trailing slash. */
export function cleanPath(path: string): string {
  const elements: string[] = [];
  for (const element of path.split('/')) {
    if (element === '..') elements.pop();
    else if (element !== '' && element !== '.') elements.push(element);
  }
  return `/${elements.join('/')}`;
}

/** Returns the TTL fields of a view. */
export function lifetime({ expires }: Pick<StoreNode, 'expires'>, now: number): Pick<NodeView, 'expiration' | 'ttl'> {
  if (expires === undefined) return {};
  const ttl = Math.ceil((expires - now) / 1000);
  return { expiration: new Date(expires).toISOString(), ...(ttl > 0 && { ttl }) };
}

export interface ViewOptions {
  readonly recursive: boolean;
  readonly sorted: boolean;
}

/** Formats a node for a response: a directory with its children and, if recursive, their descendants. */
export function viewWithChildren(node: StoreNode, options: ViewOptions, now: number): NodeView {
  const own = viewAlone(node, now);
  const nodes = node.children && viewChildren(node.children, options, now);
  return nodes?.length ? { ...own, nodes } : own;
}

/** Formats a node without its children, as for `prevNode`. */
export function viewAlone(node: StoreNode, now: number): NodeView {
  return {
    ...(node.path !== '/' && { key: node.path }),
    ...(node.children ? { dir: true } : { value: node.value }),
    ...lifetime(node, now),
    ...(node.modifiedIndex > 0 && { modifiedIndex: node.modifiedIndex }),
    ...(node.createdIndex > 0 && { createdIndex: node.createdIndex }),
  };
}

function viewChildren(children: ReadonlyMap<string, StoreNode>, options: ViewOptions, now: number): NodeView[] {
  const visible = [...children.values()].filter(({ path }) => !nameOf(path).startsWith('_'));
  if (options.sorted) visible.sort((a, b) => (a.path < b.path ? -1 : 1));
  return visible.map((child) => (options.recursive ? viewWithChildren(child, options, now) : viewAlone(child, now)));
}
