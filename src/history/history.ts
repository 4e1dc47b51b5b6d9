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

  /** Keeps a change, at the present time. */
  async add(cluster: string, change: Omit<HistoryEntry, 'id' | 'at'>): Promise<HistoryEntry> {
    const entry = { id: randomUUID(), at: this.now().toISOString(), ...change };
    await this.#file(cluster).append(entry);
    return entry;
  }

  /** The changes of a cluster, oldest first. */
  entries(cluster: string): Promise<readonly HistoryEntry[]> {
    return this.#file(cluster).read();
  }

  #file(cluster: string): HistoryFile {
    let file = this.#files.get(cluster);
    // A cluster may be called anything; a file may not.
    const name = createHash('sha256').update(cluster).digest('hex').slice(0, 16);
    if (!file) this.#files.set(cluster, (file = new HistoryFile(path.join(this.folder, `${name}.json`), cluster, this.log)));
    return file;
  }
}
