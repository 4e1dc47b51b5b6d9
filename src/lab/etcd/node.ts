/** One key or directory of the store. A directory has `children`, a key has not. */
export interface StoreNode {
  /** Absolute, without a trailing slash; the root is `/`. */
  readonly path: string;
  readonly parent: StoreNode | undefined;
  readonly children: Map<string, StoreNode> | undefined;
  readonly createdIndex: number;
  value: string;
  modifiedIndex: number;
  /** Milliseconds since the epoch; undefined lives for ever. */
  expires: number | undefined;
}

/** A node as the API shows it. The root shows no key, and indexes of zero are left out (etcd 2.3 store/node_extern.go). */
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

/** Last element of a path; empty for the root. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** The path of a child. */
export function childPath(parent: string, name: string): string {
  return parent === '/' ? `/${name}` : `${parent}/${name}`;
}

/** Reduces a path to its clean absolute form: no empty elements, no `.` or `..`, no trailing slash. */
export function cleanPath(path: string): string {
  const elements: string[] = [];
  for (const element of path.split('/')) {
    if (element === '..') elements.pop();
    else if (element !== '' && element !== '.') elements.push(element);
  }
  return `/${elements.join('/')}`;
}

/** The part of a view that says how long a node lives. */
export function lifetime({ expires }: Pick<StoreNode, 'expires'>, now: number): Pick<NodeView, 'expiration' | 'ttl'> {
  if (expires === undefined) return {};
  const ttl = Math.ceil((expires - now) / 1000);
  return { expiration: new Date(expires).toISOString(), ...(ttl > 0 && { ttl }) };
}

export interface ViewOptions {
  readonly recursive: boolean;
  readonly sorted: boolean;
}

/** A node as an answer shows it: a directory with its children, with theirs too when recursive. */
export function viewWithChildren(node: StoreNode, options: ViewOptions, now: number): NodeView {
  const own = viewAlone(node, now);
  const nodes = node.children && viewChildren(node.children, options, now);
  return nodes?.length ? { ...own, nodes } : own;
}

/** A node without its children, as `prevNode` shows it. */
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
