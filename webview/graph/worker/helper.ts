import type { Done, Job, Numbered } from './jobs';

/** Of the page's own script, while it runs for the first time: the worker's stands beside it. */
const own = document.currentScript instanceof HTMLScriptElement ? document.currentScript.src : undefined;

let address: Promise<string> | undefined;

/**
 * A worker of the page's. A webview may not start one from where its resources are: its text is fetched and started as a
 * blob, as VS Code's guide to webviews has it. Where that fails, nothing is asked of it.
 */
export class Helper {
  #worker: Worker | undefined;
  #started: Promise<boolean> | undefined;
  #number = 0;
  /** How often everything was given up. */
  #stops = 0;
  readonly #waiting = new Map<number, (done: Done | undefined) => void>();

  /** Whether there is one. Started when first asked. */
  get ready(): Promise<boolean> {
    return (this.#started ??= this.#start());
  }

  /** Has a job done; undefined when it failed. Jobs are done in turn. */
  async ask(what: Job): Promise<Done | undefined> {
    if (!(await this.ready)) return undefined;
    const number = (this.#number += 1);
    return new Promise((resolve) => {
      this.#waiting.set(number, resolve);
      this.#worker?.postMessage({ number, what } satisfies Numbered<Job>);
    });
  }

  /** Gives up what it is at and all that waits; the next job has a worker of its own. */
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
