import type { Mark, Span, Timeline } from '../../../src/features/graph/protocol/timeline';

/** From when until when the timeline reaches, in milliseconds since the epoch. */
export interface Axis {
  readonly begin: number;
  readonly end: number;
}

/** A timeline has some length, also where only one moment is known. */
const SHORTEST = 1_000;

/** What was when, as far as the host has told. */
export class Past {
  #first = 0;
  #spans: readonly Span[] = [];
  #marks: readonly Mark[] = [];
  #live = true;
  #revision = 0;

  /** Takes over what the host tells. */
  receive({ first, since, spans, marks, live }: Timeline): void {
    const kept = this.#spans.slice(Math.max(0, first - this.#first), Math.max(0, since - this.#first));
    this.#spans = [...kept, ...spans];
    this.#first = first;
    this.#marks = marks ?? this.#marks;
    this.#live = live;
    this.#revision += 1;
  }

  /** Another one after each message. */
  get revision(): number {
    return this.#revision;
  }

  get spans(): readonly Span[] {
    return this.#spans;
  }

  get marks(): readonly Mark[] {
    return this.#marks;
  }

  /** Whether it goes on. */
  get live(): boolean {
    return this.#live;
  }

  /** When anything is known for the first time; undefined while nothing is. */
  get begin(): number | undefined {
    return this.#spans[0]?.from;
  }

  /** When anything is known for the last time. */
  get end(): number | undefined {
    return this.#spans.at(-1)?.until;
  }

  /** @param now when something was seen the last time, where it goes on. */
  axis(now: number): Axis {
    const begin = this.begin ?? now;
    const end = Math.max(this.end ?? begin, this.#marks.at(-1)?.at ?? begin, this.#live ? now : begin);
    return { begin, end: Math.max(end, begin + SHORTEST) };
  }

  /** What was at a time, or at the time closest to it. */
  at(time: number): Span | undefined {
    return lastUpTo(this.#spans, time, ({ from }) => from) ?? this.#spans[0];
  }

  /** When things became what they were at a time; if just then, when they had become what they were before. */
  before(time: number): number | undefined {
    return lastUpTo(this.#spans, time - 1, ({ from }) => from)?.from ?? this.begin;
  }

  /** When things became different after a time. */
  after(time: number): number | undefined {
    return this.#spans.find(({ from }) => from > time)?.from;
  }

  /** The last change of rules by a time. */
  markBy(time: number): Mark | undefined {
    return lastUpTo(this.#marks, time, ({ at }) => at);
  }

  /** The change of rules before a time, and the one after it. */
  marksAround(time: number): { readonly before: Mark | undefined; readonly after: Mark | undefined } {
    return { before: this.markBy(time - 1), after: this.#marks.find(({ at }) => at > time) };
  }

  /** The changes of rules after the one time and by the other. */
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
