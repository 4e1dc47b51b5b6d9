import * as l10n from '@vscode/l10n';
import { parseJson } from '../../base/json';
import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { messageOf } from '../../cluster/connection/errors';

import { historySchema, type HistoryEntry } from './entry';

/** Maximum number of changes kept per cluster. */
export const LIMIT = 500;

/**
 * The file with the changes of one cluster. Never cached, because several windows may write it. Replaced as a whole, so
 * that it is never seen half-written.
 */
export class HistoryFile {
  #last: Promise<unknown> = Promise.resolve();

  /**
   * @param cluster The cluster's name, stored for readers of the file.
   * @param log Called about a damaged file.
   * @param former The file's former location. Moved here unless this file exists.
   */
  constructor(
    private readonly file: string,
    private readonly cluster: string,
    private readonly log: (message: string) => void,
    private readonly former = file,
  ) {}

  /** Returns all entries, oldest first, including those being written. */
  read(): Promise<readonly HistoryEntry[]> {
    return this.#inTurn(() => this.#load());
  }

  /** Appends an entry. Drops the oldest beyond the limit. */
  append(entry: HistoryEntry): Promise<void> {
    return this.#inTurn(async () => {
      const entries = [...(await this.#load()), entry].slice(-LIMIT);
      await this.#replace(JSON.stringify({ format: 1, cluster: this.cluster, entries }));
    });
  }

  /** Reads and writes run one after another, even after failures. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(work, work);
    this.#last = result.catch(() => undefined);
    return result;
  }

  async #load(): Promise<readonly HistoryEntry[]> {
    const text = (await readIfThere(this.file)) ?? (await this.#takeOver());
    if (text === undefined) return [];
    const parsed = historySchema.safeParse(parseJson(text));
    if (parsed.success) return parsed.data.entries;
    const aside = `${this.file}.damaged-${Date.now()}`;
    await rename(this.file, aside);
    this.log(
      l10n.t(
        'The policy history of {0} is damaged. It was moved to {1}, and a new history was started.',
        this.cluster,
        aside,
      ),
    );
    return [];
  }

  /** Moves the former file here, so that no other cluster finds it. Another window may already have done so. */
  async #takeOver(): Promise<string | undefined> {
    if (this.former === this.file) return undefined;
    await rename(this.former, this.file).catch((error: unknown) => {
      if (!isMissing(error)) throw error;
    });
    return readIfThere(this.file);
  }

  async #replace(text: string): Promise<void> {
    const unfinished = `${this.file}.${randomUUID()}.new`;
    await mkdir(path.dirname(this.file), { recursive: true });
    try {
      await writeFile(unfinished, text);
      await rename(unfinished, this.file);
    } catch (error) {
      await rm(unfinished, { force: true });
      throw new Error(l10n.t('The policy history could not be saved: {0}', messageOf(error)), { cause: error });
    }
  }
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
