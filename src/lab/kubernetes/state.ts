import * as z from 'zod/mini';
import { KINDS } from './kinds';
import { resourceOf } from './kinds/kind';
import type { Store } from './store/store';

/** A stored object as the API server would answer it. What else it has is not checked: only the API server wrote it. */
const objectSchema = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({
    name: z.string(),
    uid: z.string(),
    creationTimestamp: z.string(),
    resourceVersion: z.string(),
  }),
});

/** What survives a restart of the cluster. */
export const stateSchema = z.object({
  format: z.literal(1),
  revision: z.int().check(z.positive()),
  objects: z.array(z.object({ resource: z.string(), namespace: z.string(), name: z.string(), object: objectSchema })),
});

export type KubernetesState = z.infer<typeof stateSchema>;

/** Events tell what has just happened, and the original forgets them within an hour. */
const FORGOTTEN = ['events'];

/** Returns what is to be kept of a cluster. */
export function stateOf(store: Store): KubernetesState {
  const objects = [...store.all()]
    .filter(({ key }) => !FORGOTTEN.includes(key.resource))
    .map(({ key, object }) => ({ ...key, object: object as z.infer<typeof objectSchema> }));
  return { format: 1, revision: store.revision, objects };
}

/** Fills an empty store with what was kept. Objects of kinds that there are no more are left out. */
export function restore(store: Store, { revision, objects }: KubernetesState): void {
  const known = new Set(KINDS.map(resourceOf));
  store.restore(
    revision,
    objects.filter(({ resource }) => known.has(resource)).map(({ object, ...key }) => ({ key, object })),
  );
}
