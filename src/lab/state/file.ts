import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type * as z from 'zod/mini';
import { jsonOrUndefined } from '../json';

/** Milliseconds without changes before a write. */
const QUIET = 200;

/** The file that persists the lab's state. Replaced atomically, so it is never incomplete. */
export class StateFile {
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();
  #dirty = false;
  #closed = false;

  /**
   * @param state Returns the state to write.
   * @param log Receives messages about failures.
   */
  constructor(
    private readonly file: string,
    private readonly state: () => unknown,
    private readonly log: (message: string) => void,
  ) {}

  /** Schedules a write after a change. */
  changed(): void {
    if (this.#closed) return;
    this.#dirty = true;
    this.#timer ??= setTimeout(() => void this.flush(), QUIET);
  }

  /** Writes pending changes. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#dirty) {
      this.#dirty = false;
      this.#writing = this.#writing.then(() => this.#write());
    }
    return this.#writing;
  }

  /** Writes pending changes, and ignores later ones. */
  close(): Promise<void> {
    this.#closed = true;
    return this.flush();
  }

  async #write(): Promise<void> {
    const unfinished = `${this.file}.new`;
    try {
      await mkdir(path.dirname(this.file), { recursive: true });
      await writeFile(unfinished, JSON.stringify(this.state()));
      await rename(unfinished, this.file);
    } catch (error) {
      this.log(`The state could not be saved: ${String(error)}.`);
    }
  }
}

/**
 * Reads a saved state. An invalid file is renamed, and the lab starts empty.
 * @param schema What a valid state is.
 * @returns undefined if there is none.
 */
export async function loadState<State>(
  file: string,
  schema: z.ZodMiniType<State>,
  log: (message: string) => void,
): Promise<State | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const parsed = schema.safeParse(jsonOrUndefined(text));
  if (parsed.success) return parsed.data;
  const aside = `${file}.damaged-${Date.now()}`;
  await rename(file, aside);
  log(`The saved state is damaged. It was set aside as ${aside}; the cluster starts empty.`);
  return undefined;
}
