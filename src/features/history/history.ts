import { createHash, randomUUID } from 'node:crypto';
import path from 'node:path';
import type { HistoryEntry, NewEntry } from './entry';
import { HistoryFile } from './file';

/** The changes made through the extension, by cluster. They survive restarts. */
export class History {
  readonly #files = new Map<string, HistoryFile>();

  /** @param folder Contains one file per cluster. */
  constructor(
    private readonly folder: string,
    private readonly log: (message: string) => void,
    private readonly now: () => Date = () => new Date(),
  ) {}

  /**
   * Adds a change with the current time.
   * @param cluster The cluster's identity.
   * @param name The cluster's name, by which earlier versions stored histories.
   */
  async add(cluster: string, change: NewEntry, name = cluster): Promise<HistoryEntry> {
    const entry = { id: randomUUID(), at: this.now().toISOString(), ...change };
    await this.#file(cluster, name).append(entry);
    return entry;
  }

  /**
   * Returns the changes of a cluster, oldest first.
   * @param cluster As for {@link add}.
   * @param name As for {@link add}.
   */
  entries(cluster: string, name = cluster): Promise<readonly HistoryEntry[]> {
    return this.#file(cluster, name).read();
  }

  #file(cluster: string, name: string): HistoryFile {
    let file = this.#files.get(cluster);
    if (!file)
      this.#files.set(cluster, (file = new HistoryFile(this.#path(cluster), name, this.log, this.#path(name))));
    return file;
  }

  /** A cluster's name need not be a valid file name. */
  #path(cluster: string): string {
    return path.join(this.folder, `${createHash('sha256').update(cluster).digest('hex').slice(0, 16)}.json`);
  }
}
