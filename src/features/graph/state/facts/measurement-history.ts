import type { EdgeState, Judgement } from '../../protocol/elements';

/** A repeated measurement: source, target, URL and the last result. */
export interface RepeatedMeasurement {
  readonly from: string;
  readonly to: string;
  readonly url: string;
  readonly state: EdgeState;
}

/** The time of an evaluation. */
export interface EvaluationTime {
  /** When the collector answered. */
  readonly at: number;
  /** When the cluster's policy last changed, or else when it was first read. */
  readonly policySince: number;
}

/**
 * How long a probe may keep showing an old result. Without a timeout of its own, it hangs in a dropped connection until
 * the kernel gives up after about 127 s, and its next round follows after that (docs/protocols.md, Timing of probes).
 */
const HANGING = 150_000;
/** Allowance for the requests themselves, besides the programs' periods. */
const SLACK = 1_000;

/** The state of a measurement and its last change. Times are in milliseconds since the epoch. */
export class MeasurementRecord {
  #state: EdgeState;
  #since: number | undefined;
  #changes = 0;
  #seen = 0;
  /** The last expectation, and since when it applies: older measurements don't count for it. */
  #expected: Judgement['expected'] | undefined;
  #expectedSince = 0;

  constructor(state: EdgeState) {
    this.#state = state;
  }

  /** undefined if it never changed. */
  get since(): number | undefined {
    return this.#since;
  }

  /** The number of observed changes. */
  get changes(): number {
    return this.#changes;
  }

  /** When it was last updated. */
  get seen(): number {
    return this.#seen;
  }

  /** Records the state at a time. */
  update(state: EdgeState, at: number): void {
    this.#seen = at;
    if (state === this.#state) return;
    this.#state = state;
    this.#since = at;
    this.#changes += 1;
  }

  /**
   * Compares the state with policy.
   * @param round Milliseconds within which the probe measures and the collector fetches the result.
   */
  judge(
    expected: Judgement['expected'],
    round: number,
    { at, policySince }: EvaluationTime,
  ): Omit<Judgement, 'reasons'> {
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

/** Remembers since when each measurement has its state, which distinguishes outdated ones from contradictions. */
export class MeasurementHistory {
  /** By source, target and URL. Nested maps need no key strings, of which thousands would be built per update. */
  readonly #known = new Map<string, Map<string, Map<string, MeasurementRecord>>>();

  /** Starts over for another cluster. */
  clear(): void {
    this.#known.clear();
  }

  /** Removes all measurements that were not updated at this time. */
  prune(at: number): void {
    for (const [from, targets] of this.#known) {
      for (const [to, records] of targets) {
        for (const [url, { seen }] of records) if (seen !== at) records.delete(url);
        if (records.size === 0) targets.delete(to);
      }
      if (targets.size === 0) this.#known.delete(from);
    }
  }

  /** Updates a measurement. */
  update({ from, to, url, state }: RepeatedMeasurement, at: number): MeasurementRecord {
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
