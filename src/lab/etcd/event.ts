import type { NodeView } from './node';

export type EtcdAction =
  'get' | 'set' | 'create' | 'update' | 'delete' | 'compareAndSwap' | 'compareAndDelete' | 'expire';

/** The result of a request, and the event for watchers. */
export interface StoreEvent {
  readonly action: EtcdAction;
  readonly node: NodeView;
  readonly prevNode?: NodeView;
  /** The store's index after it, sent as X-Etcd-Index. */
  readonly etcdIndex: number;
  /** A refresh of a TTL is recorded in the history but not sent to watchers. */
  readonly refresh?: true;
}

/** Whether a node was created, which the API answers with 201. */
export function isCreation({ action, prevNode }: StoreEvent): boolean {
  return action === 'create' || (action === 'set' && prevNode === undefined);
}

/** The path of an event. */
export function pathOf({ node }: StoreEvent): string {
  return node.key ?? '/';
}
