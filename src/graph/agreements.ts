import type { EdgeState, Judgement } from './protocol';

/** Something that is measured again and again: who asks whom for what, and how it was the last time. */
export interface Measured {
  readonly from: string;
  readonly to: string;
  readonly url: string;
  readonly state: EdgeState;
}

/** How a measurement stands, and since when. Times are in milliseconds since the epoch. */
export interface Standing {
  /** Undefined when it was so from the beginning. */
  readonly since: number | undefined;
  /** How often it was seen to change. */
  readonly changes: number;
}

interface Known extends Standing {
  readonly state: EdgeState;
  /** What policy said when it was last asked, and since when no older measurement can count for it. */
  readonly expected: Judgement['expected'] | undefined;
  readonly expectedSince: number;
}

/** When something was looked at. */
export interface Moment {
  /** When the collector gave its answer. */
  readonly at: number;
  /** When the cluster's policy was last seen to change; when it was first seen, to begin with. */
  readonly policySince: number;
}

/**
 * How long a probe may go on showing what was before: without a timeout of its own it hangs in a dropped connection until
 * the kernel gives up, after about 127 s, and its next round comes after that (DOMAIN §6.3).
 */
const HANGING = 150_000;
/** What two programs need besides their periods to ask and to answer. */
const SLACK = 1_000;

/** Remembers of each measurement since when it is as it is: that tells one that is old from one that is at odds. */
export class Agreements {
  #known = new Map<string, Known>();

  /** Starts anew: another cluster. */
  forget(): void {
    this.#known.clear();
  }

  /** Forgets all measurements but these. */
  keep(measured: Iterable<Measured>): void {
    const keys = new Set([...measured].map(keyOf));
    for (const key of this.#known.keys()) if (!keys.has(key)) this.#known.delete(key);
  }

  /** Takes note of how a measurement stands at a moment. */
  note(measured: Measured, at: number): Standing {
    return this.#note(measured, at);
  }

  /**
   * Holds a measurement against what policy says.
   * @param round milliseconds within which whoever measures asks, and the collector hears of it.
   */
  judge(measured: Measured, expected: Judgement['expected'], round: number, { at, policySince }: Moment): Omit<Judgement, 'reasons'> {
    const known = this.#note(measured, at);
    const expectedSince = known.expected === expected ? known.expectedSince : policySince;
    this.#known.set(keyOf(measured), { ...known, expected, expectedSince });
    if (measured.state === 'unknown') return { expected, agreement: 'unmeasured' };
    const allowed = measured.state === 'reachable';
    if (expected === 'mixed' || (expected === 'allowed') === allowed) return { expected, agreement: 'agrees' };
    const wait = round + SLACK;
    const odds = allowed ? 'open' : 'blocked';
    if (known.since !== undefined && known.since - expectedSince > wait) return { expected, agreement: odds, since: known.since };
    const elapsed = at - expectedSince;
    if (elapsed <= wait) return { expected, agreement: 'pending', since: expectedSince };
    return { expected, agreement: elapsed <= HANGING ? 'late' : odds, since: expectedSince };
  }

  #note(measured: Measured, at: number): Known {
    const key = keyOf(measured);
    const { state } = measured;
    const before = this.#known.get(key);
    if (before?.state === state) return before;
    const known: Known = before ? { ...before, state, since: at, changes: before.changes + 1 } : { state, since: undefined, changes: 0, expected: undefined, expectedSince: 0 };
    this.#known.set(key, known);
    return known;
  }
}

function keyOf({ from, to, url }: Measured): string {
  return JSON.stringify([from, to, url]);
}
