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
