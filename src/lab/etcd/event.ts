import type { NodeView } from './node';

export type EtcdAction =
  'get' | 'set' | 'create' | 'update' | 'delete' | 'compareAndSwap' | 'compareAndDelete' | 'expire';

/** What a request did, or what a watcher is told. */
export interface StoreEvent {
  readonly action: EtcdAction;
  readonly node: NodeView;
  readonly prevNode?: NodeView;
  /** The store's index after it: the X-Etcd-Index of the answer. */
  readonly etcdIndex: number;
  /** A refresh of a lifetime is kept in the history and told to nobody. */
  readonly refresh?: true;
}

/** Whether something new came to be, which the API answers with 201. */
export function isCreation({ action, prevNode }: StoreEvent): boolean {
  return action === 'create' || (action === 'set' && prevNode === undefined);
}

/** The path an event is about. */
export function pathOf({ node }: StoreEvent): string {
  return node.key ?? '/';
}
