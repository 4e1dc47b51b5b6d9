import * as z from 'zod/mini';
import type { KeyChange, KeyValue } from './kv';

/** A key or directory. */
export interface Node {
  readonly key: string;
  readonly value?: string | undefined;
  readonly dir?: boolean | undefined;
  readonly modifiedIndex?: number | undefined;
  readonly nodes?: readonly Node[] | undefined;
}

const node: z.ZodMiniType<Node> = z.object({
  /** The root has no key. */
  key: z._default(z.string(), '/'),
  value: z.optional(z.string()),
  dir: z.optional(z.boolean()),
  modifiedIndex: z.optional(z.number()),
  get nodes() {
    return z.optional(z.array(node));
  },
});
/** A successful answer. */
export const answer = z.object({ action: z.string(), node });
export type Etcd2Answer = z.infer<typeof answer>;

/** An error answer. */
export const failure = z.object({
  errorCode: z.number(),
  message: z.catch(z.string(), ''),
  cause: z.catch(z.string(), ''),
  index: z.catch(z.optional(z.number()), undefined),
});

export type Etcd2Failure = z.infer<typeof failure>;

/** Returns the entry of a node; a directory ends with a slash and has no value. */
export function entryOf({ key, value, dir, modifiedIndex }: Node): KeyValue {
  const revision = String(modifiedIndex ?? 0);
  return dir ? { key: `${key}/`, value: null, revision } : { key, value: value ?? '', revision };
}

/** Returns the leaves below a node, and the empty directories. */
export function entriesOf(top: Node): readonly KeyValue[] {
  if (!top.dir) return [entryOf(top)];
  return top.nodes && top.nodes.length > 0 ? top.nodes.flatMap(entriesOf) : [entryOf(top)];
}

/** Returns the change of a watch event. A recursive delete and the expiry of a directory are single events for the directory. */
export function changeOf({ action, node: changed }: Etcd2Answer): KeyChange {
  if (action === 'delete' || action === 'compareAndDelete' || action === 'expire')
    return { kind: 'delete', key: changed.dir ? `${changed.key}/` : changed.key };
  return { kind: 'put', entry: entryOf(changed) };
}
