import type { Memento } from 'vscode';
import * as z from 'zod/mini';
import { clusterIdentity, type ClusterDefinition } from '../../cluster/connection/definition';

const KEY = 'lastCluster';

const kept = z.object({ name: z.string(), identity: z.string(), left: z.optional(z.boolean()) });

/** The cluster that a window was last connected to. */
export type Last = z.infer<typeof kept>;

/** Remembers per window which cluster it was connected to, and whether the user disconnected. */
export class LastCluster {
  /** @param storage The window's own storage. */
  constructor(private readonly storage: Memento) {}

  get value(): Last | undefined {
    return kept.safeParse(this.storage.get(KEY)).data;
  }

  /** It is connected now. */
  joined(definition: ClusterDefinition): void {
    void this.storage.update(KEY, { name: definition.name, identity: clusterIdentity(definition) } satisfies Last);
  }

  /** The user disconnected: the name is kept, but the window doesn't reconnect. */
  left(): void {
    const { value } = this;
    if (value) void this.storage.update(KEY, { ...value, left: true } satisfies Last);
  }
}
