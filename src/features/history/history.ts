import { createHash, randomUUID } from 'node:crypto';
import path from 'node:path';
import type { HistoryEntry } from './entry';
import { HistoryFile } from './file';

/** The changes that were made through the extension, by cluster; they outlive the editor. */
export class History {
  readonly #files = new Map<string, HistoryFile>();

  /** @param folder where the files are kept, one for each cluster. */
  constructor(
    private readonly folder: string,
    private readonly log: (message: string) => void,
    private readonly now: () => Date = () => new Date(),
  ) {}

  /**
   * Keeps a change, at the present time.
   * @param cluster its identity. @param name what it is called, by which histories were once kept.
   */
  async add(cluster: string, change: Omit<HistoryEntry, 'id' | 'at'>, name = cluster): Promise<HistoryEntry> {
    const entry = { id: randomUUID(), at: this.now().toISOString(), ...change };
    await this.#file(cluster, name).append(entry);
    return entry;
  }

  /** The changes of a cluster, oldest first. @param cluster and @param name as for {@link add}. */
  entries(cluster: string, name = cluster): Promise<readonly HistoryEntry[]> {
    return this.#file(cluster, name).read();
  }

  #file(cluster: string, name: string): HistoryFile {
    let file = this.#files.get(cluster);
    if (!file)
      this.#files.set(cluster, (file = new HistoryFile(this.#path(cluster), name, this.log, this.#path(name))));
    return file;
  }

  /** A cluster may be called anything; a file may not. */
  #path(cluster: string): string {
    return path.join(this.folder, `${createHash('sha256').update(cluster).digest('hex').slice(0, 16)}.json`);
  }
}
