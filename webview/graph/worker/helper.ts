import type { Done, Job, Numbered } from './jobs';

/** The address of the page's own script: the worker's script is next to it. */
const own = document.querySelector<HTMLScriptElement>('script[type="module"]')?.src;

let address: Promise<string> | undefined;

/**
 * The page's worker. A webview can't start one from its resource URLs, so the script is fetched and started as a blob,
 * as in VS Code's webview guide. If that fails, there is no worker.
 */
export class Helper {
  #worker: Worker | undefined;
  #started: Promise<boolean> | undefined;
  #number = 0;
  /** Number of cancellations. */
  #stops = 0;
  readonly #waiting = new Map<number, (done: Done | undefined) => void>();

  /** Whether a worker is available. Starts it on first use. */
  get ready(): Promise<boolean> {
    return (this.#started ??= this.#start());
  }

  /** Runs a job; resolves with undefined if it failed. Jobs run in order. */
  async ask(what: Job): Promise<Done | undefined> {
    if (!(await this.ready)) return undefined;
    const number = (this.#number += 1);
    return new Promise((resolve) => {
      this.#waiting.set(number, resolve);
      this.#worker?.postMessage({ number, what } satisfies Numbered<Job>);
    });
  }

  /** Cancels the running job and all that wait; the next job starts a new worker. */
  stop(): void {
    this.#stops += 1;
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#started = undefined;
    for (const number of [...this.#waiting.keys()]) this.#answer(number, undefined);
  }

  async #start(): Promise<boolean> {
    const stops = this.#stops;
    try {
      if (own === undefined) return false;
      address ??= blobOf(new URL('graph-worker.js', own).href);
      const script = await address;
      if (stops !== this.#stops) return false;
      const worker = new Worker(script);
      worker.addEventListener('message', ({ data: { number, what } }: MessageEvent<Numbered<Done>>) =>
        this.#answer(number, what),
      );
      worker.addEventListener('error', (event) => {
        event.preventDefault();
        for (const number of [...this.#waiting.keys()]) this.#answer(number, undefined);
      });
      this.#worker = worker;
      return true;
    } catch {
      return false;
    }
  }

  #answer(number: number, done: Done | undefined): void {
    const resolve = this.#waiting.get(number);
    this.#waiting.delete(number);
    resolve?.(done);
  }
}

async function blobOf(script: string): Promise<string> {
  const response = await fetch(script);
  if (!response.ok) throw new Error(response.statusText);
  return URL.createObjectURL(new Blob([await response.text()], { type: 'text/javascript' }));
}
