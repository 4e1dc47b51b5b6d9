import type { Memento } from 'vscode';
import * as z from 'zod/mini';
import { clusterIdentity, type ClusterDefinition } from '../../cluster/connection/definition';

const KEY = 'lastCluster';

const kept = z.object({ name: z.string(), identity: z.string(), left: z.optional(z.boolean()) });

/** The cluster that a window was connected to last. */
export type Last = z.infer<typeof kept>;

/** Remembers for one window which cluster it was connected to, and whether it was left on purpose. */
export class LastCluster {
  /** @param storage of the window: another window has its own. */
  constructor(private readonly storage: Memento) {}

  get value(): Last | undefined {
    return kept.safeParse(this.storage.get(KEY)).data;
  }

  /** It is connected now. */
  joined(definition: ClusterDefinition): void {
    void this.storage.update(KEY, { name: definition.name, identity: clusterIdentity(definition) } satisfies Last);
  }

  /** It was left on purpose: it is still named, but not connected by itself. */
  left(): void {
    const { value } = this;
    if (value) void this.storage.update(KEY, { ...value, left: true } satisfies Last);
  }
}
