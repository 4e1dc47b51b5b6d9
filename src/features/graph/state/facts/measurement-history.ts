import type { EdgeState, Judgement } from '../../protocol/elements';

/** Something that is measured again and again: who asks whom for what, and how it was the last time. */
export interface Measured {
  readonly from: string;
  readonly to: string;
  readonly url: string;
  readonly state: EdgeState;
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
 * the kernel gives up, after about 127 s, and its next round comes after that (docs/protocols.md, Timing of probes).
 */
const HANGING = 150_000;
/** What two programs need besides their periods to ask and to answer. */
const SLACK = 1_000;

/** How a measurement stands, and since when; times are in milliseconds since the epoch. */
export class MeasurementRecord {
  #state: EdgeState;
  #since: number | undefined;
  #changes = 0;
  #seen = 0;
  /** What policy said when it was last asked, and since when no older measurement can count for it. */
  #expected: Judgement['expected'] | undefined;
  #expectedSince = 0;

  constructor(state: EdgeState) {
    this.#state = state;
  }

  /** Undefined when it was so from the beginning. */
  get since(): number | undefined {
    return this.#since;
  }

  /** How often it was seen to change. */
  get changes(): number {
    return this.#changes;
  }

  /** When it was looked at the last time. */
  get seen(): number {
    return this.#seen;
  }

  /** Takes note of how it is at a moment. */
  update(state: EdgeState, at: number): void {
    this.#seen = at;
    if (state === this.#state) return;
    this.#state = state;
    this.#since = at;
    this.#changes += 1;
  }

  /**
   * Holds it against what policy says.
   * @param round milliseconds within which whoever measures asks, and the collector hears of it.
   */
  judge(expected: Judgement['expected'], round: number, { at, policySince }: Moment): Omit<Judgement, 'reasons'> {
    if (expected !== this.#expected) [this.#expected, this.#expectedSince] = [expected, policySince];
    if (this.#state === 'unknown') return { expected, agreement: 'unmeasured' };
    const allowed = this.#state === 'reachable';
    if (expected === 'mixed' || (expected === 'allowed') === allowed) return { expected, agreement: 'agrees' };
    const wait = round + SLACK;
    const odds = allowed ? 'open' : 'blocked';
    if (this.#since !== undefined && this.#since - this.#expectedSince > wait)
      return { expected, agreement: odds, since: this.#since };
    const elapsed = at - this.#expectedSince;
    if (elapsed <= wait) return { expected, agreement: 'pending', since: this.#expectedSince };
    return { expected, agreement: elapsed <= HANGING ? 'late' : odds, since: this.#expectedSince };
  }
}

/** Remembers of each measurement since when it is as it is: that tells one that is old from one that is at odds. */
export class MeasurementHistory {
  /** By who asks, whom, and for what: no key has to be written for each of thousands at every look. */
  readonly #known = new Map<string, Map<string, Map<string, MeasurementRecord>>>();

  /** Starts anew: another cluster. */
  clear(): void {
    this.#known.clear();
  }

  /** Forgets all measurements that were not looked at at this moment. */
  prune(at: number): void {
    for (const [from, targets] of this.#known) {
      for (const [to, records] of targets) {
        for (const [url, { seen }] of records) if (seen !== at) records.delete(url);
        if (records.size === 0) targets.delete(to);
      }
      if (targets.size === 0) this.#known.delete(from);
    }
  }

  /** Takes note of how a measurement is at a moment. */
  update({ from, to, url, state }: Measured, at: number): MeasurementRecord {
    const records = within(within(this.#known, from), to);
    let record = records.get(url);
    if (!record) records.set(url, (record = new MeasurementRecord(state)));
    record.update(state, at);
    return record;
  }
}

function within<T>(maps: Map<string, Map<string, T>>, key: string): Map<string, T> {
  let map = maps.get(key);
  if (!map) maps.set(key, (map = new Map<string, T>()));
  return map;
}
