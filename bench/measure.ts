import { PerformanceObserver } from 'node:perf_hooks';

/** One measured quantity, in milliseconds unless its name says otherwise. */
export interface Figure {
  readonly name: string;
  readonly values: readonly number[];
  /** The upper limit, if there is one. */
  readonly bar?: number;
}

/**
 * Does some work and measures its processor time in milliseconds, so that other programs on the machine don't count.
 * Includes what the collector and the compiler of Node.js do meanwhile in other threads.
 */
export function spent<T>(work: () => T): readonly [milliseconds: number, result: T] {
  const before = process.cpuUsage();
  const result = work();
  const { user, system } = process.cpuUsage(before);
  return [(user + system) / 1000, result];
}

/** The longest time that the event loop was blocked, and how much of it garbage was collected, in milliseconds. */
interface Blocked {
  readonly longest: number;
  readonly collecting: number;
}

/** Measures how long the event loop is blocked at a time. What other programs on the machine take counts, too. */
export class Turns {
  #isRunning = false;
  #longest = { from: 0, to: 0 };
  readonly #collections: { readonly from: number; readonly to: number }[] = [];
  readonly #observer = new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries())
      this.#collections.push({ from: startTime, to: startTime + duration });
  });

  start(): void {
    this.#isRunning = true;
    this.#longest = { from: 0, to: 0 };
    this.#observer.observe({ entryTypes: ['gc'] });
    let from = performance.now();
    const turn = () => {
      const to = performance.now();
      if (to - from > this.#longest.to - this.#longest.from) this.#longest = { from, to };
      from = to;
      if (this.#isRunning) setImmediate(turn);
    };
    setImmediate(turn);
  }

  async stop(): Promise<Blocked> {
    this.#isRunning = false;
    // The last turn ends, and the observer is told.
    await new Promise((resolve) => setTimeout(resolve, 20));
    this.#observer.disconnect();
    const { from, to } = this.#longest;
    const parts = this.#collections.splice(0).map((one) => Math.min(one.to, to) - Math.max(one.from, from));
    return { longest: to - from, collecting: parts.reduce((sum, part) => sum + Math.max(0, part), 0) };
  }
}

/** Returns the median. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

/** Prints figures as a table: number of runs, minimum, median, maximum, and the limit. */
export function print(title: string, figures: readonly Figure[]): void {
  console.log(`\n${title}`);
  console.table(
    Object.fromEntries(
      figures.map(({ name, values, bar }) => [
        name,
        {
          runs: values.length,
          least: round(Math.min(...values)),
          median: round(median(values)),
          most: round(Math.max(...values)),
          ...(bar !== undefined && { bar }),
        },
      ]),
    ),
  );
}

function round(value: number): number {
  return Number(value.toPrecision(3));
}
