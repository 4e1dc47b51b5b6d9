import type { Mark, Span, Timeline } from '../../../src/features/graph/protocol/timeline';

/** The range of the timeline, in milliseconds since the epoch. */
export interface Axis {
  readonly begin: number;
  readonly end: number;
}

/** Minimum length of the timeline, in case only one moment is known. */
const SHORTEST = 1_000;

/** The history as far as received from the host. */
export class RecordingHistory {
  #first = 0;
  #spans: readonly Span[] = [];
  #marks: readonly Mark[] = [];
  #live = true;
  #revision = 0;

  /** Applies a message from the host. */
  receive({ first, since, spans, marks, live }: Timeline): void {
    const kept = this.#spans.slice(Math.max(0, first - this.#first), Math.max(0, since - this.#first));
    this.#spans = [...kept, ...spans];
    this.#first = first;
    this.#marks = marks ?? this.#marks;
    this.#live = live;
    this.#revision += 1;
  }

  /** Increments with each message. */
  get revision(): number {
    return this.#revision;
  }

  get spans(): readonly Span[] {
    return this.#spans;
  }

  get marks(): readonly Mark[] {
    return this.#marks;
  }

  /** Whether the history continues. */
  get live(): boolean {
    return this.#live;
  }

  /** The start of the history; undefined while it is empty. */
  get begin(): number | undefined {
    return this.#spans[0]?.from;
  }

  /** The end of the history; undefined while it is empty. */
  get end(): number | undefined {
    return this.#spans.at(-1)?.until;
  }

  /** @param now The time of the last observation, if the history continues. */
  axis(now: number): Axis {
    const begin = this.begin ?? now;
    const end = Math.max(this.end ?? begin, this.#marks.at(-1)?.at ?? begin, this.#live ? now : begin);
    return { begin, end: Math.max(end, begin + SHORTEST) };
  }

  /** Returns the state at a time, or at the nearest known time. */
  at(time: number): Span | undefined {
    return lastUpTo(this.#spans, time, ({ from }) => from) ?? this.#spans[0];
  }

  /** Returns the start of the state at a time; if that is the time itself, the start of the previous state. */
  before(time: number): number | undefined {
    return lastUpTo(this.#spans, time - 1, ({ from }) => from)?.from ?? this.begin;
  }

  /** Returns the time of the next change. */
  after(time: number): number | undefined {
    return this.#spans.find(({ from }) => from > time)?.from;
  }

  /** Returns the last change of rules up to a time. */
  markBy(time: number): Mark | undefined {
    return lastUpTo(this.#marks, time, ({ at }) => at);
  }

  /** Returns the changes of rules before and after a time. */
  marksAround(time: number): { readonly before: Mark | undefined; readonly after: Mark | undefined } {
    return { before: this.markBy(time - 1), after: this.#marks.find(({ at }) => at > time) };
  }

  /** Returns the changes of rules after one time and up to another. */
  marksBetween(earlier: number, later: number): readonly Mark[] {
    return this.#marks.filter(({ at }) => at > earlier && at <= later);
  }
}

function lastUpTo<T>(items: readonly T[], time: number, timeOf: (item: T) => number): T | undefined {
  let [low, high] = [-1, items.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    const item = items[middle];
    if (item !== undefined && timeOf(item) <= time) low = middle;
    else high = middle - 1;
  }
  return items[low];
}
