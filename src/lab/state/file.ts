import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { jsonOrUndefined } from '../json';
import { stateSchema, type LabState } from './schema';

/** Milliseconds of quiet before a change is written. */
const QUIET = 200;

/** The file that keeps the lab's state. It is replaced as a whole, so that it is never seen half-written. */
export class StateFile {
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();
  #dirty = false;
  #closed = false;

  /**
   * @param state Makes the state to be written.
   * @param log Hears when something could not be read or written.
   */
  constructor(
    private readonly file: string,
    private readonly state: () => LabState,
    private readonly log: (message: string) => void,
  ) {}

  /** Notes that something changed; it is written after a moment of quiet. */
  changed(): void {
    if (this.#closed) return;
    this.#dirty = true;
    this.#timer ??= setTimeout(() => void this.flush(), QUIET);
  }

  /** Writes what has not been written yet. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#dirty) {
      this.#dirty = false;
      this.#writing = this.#writing.then(() => this.#write());
    }
    return this.#writing;
  }

  /** Writes what has not been written yet, and nothing any more after that. */
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
 * Reads a state that was saved. A file that is no state is set aside under another name, and the lab starts empty.
 * @returns undefined when there is none.
 */
export async function loadState(file: string, log: (message: string) => void): Promise<LabState | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const parsed = stateSchema.safeParse(jsonOrUndefined(text));
  if (parsed.success) return parsed.data;
  const aside = `${file}.damaged-${Date.now()}`;
  await rename(file, aside);
  log(`The saved state is damaged. It was set aside as ${aside}; the cluster starts empty.`);
  return undefined;
}
