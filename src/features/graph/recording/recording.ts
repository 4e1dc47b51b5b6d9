import { sameJson } from '../../../policy/calico1/equality';
import { diffGraph } from '../state/patch';
import type { Graph } from '../protocol/state';
import type { Mark, Span } from '../protocol/timeline';
import { bare } from './bare';
import { Fold, type Step } from './fold';

/** How much a recording holds before it forgets the oldest. */
export interface Limits {
  readonly spans: number;
  readonly marks: number;
  /** Of the JSON text that it would fill, in characters. */
  readonly size: number;
  /** So many spans lead on from one whole graph. */
  readonly stride: number;
}

export const LIMITS: Limits = { spans: 5_000, marks: 1_000, size: 16_000_000, stride: 64 };

/** A part of the bound on the size after which a whole graph is kept again: the oldest can be dropped up to it. */
const EIGHTH = 8;

/** A graph that stayed the same for a while, as what differs from the one before. */
export interface Moment {
  readonly span: Span;
  /** Of no meaning for the first one. */
  readonly step: Step;
}

/** All that a recording holds. */
export interface Content {
  readonly cluster: string;
  /** The graph of the first moment. */
  readonly base: Graph;
  readonly moments: readonly Moment[];
  readonly marks: readonly Mark[];
}

/** A whole graph, from which those of the moments that follow are made. */
interface Key {
  /** The number of its moment. */
  readonly number: number;
  readonly graph: Graph;
  readonly size: number;
}

interface StoredMoment extends Moment {
  span: Span;
  readonly size: number;
}

/**
 * What was seen of a cluster's graph, as a series of moments, and when rules changed. It grows only when something
 * changes, and forgets the oldest when it has grown too much. Moments are numbered through; all times are in milliseconds
 * since the epoch.
 */
export class Recording {
  readonly #kept: StoredMoment[] = [];
  readonly #keys: Key[] = [];
  #marks: readonly Mark[] = [];
  #first = 0;
  #size = 0;
  #now: Graph | undefined;
  #paused = false;
  /** A graph of the past that was asked for last: the next one is often close by. */
  #reached: { readonly number: number; readonly fold: Fold } | undefined;

  constructor(
    readonly cluster: string,
    private readonly limits = LIMITS,
  ) {}

  /** Makes a recording of what another one held; of more than is kept, the newest. */
  static of({ cluster, base, moments, marks }: Content, limits = LIMITS): Recording {
    const recording = new Recording(cluster, limits);
    const fold = new Fold(base);
    moments.forEach(({ span, step }, index) => {
      if (index > 0) fold.apply(step);
      // A graph is put together only where one is kept whole.
      recording.#append(span, step, () => fold.graph(span.from));
    });
    recording.#now = moments.length > 0 ? fold.graph(moments.at(-1)?.span.until ?? 0) : undefined;
    recording.#marks = marks;
    recording.#trim();
    return recording;
  }

  /** The number of the oldest moment that is kept. */
  get first(): number {
    return this.#first;
  }

  /** The number that the next moment will have. */
  get next(): number {
    return this.#first + this.#kept.length;
  }

  /** When rules changed, the oldest first. */
  get marks(): readonly Mark[] {
    return this.#marks;
  }

  /** From when until when something is known; undefined while nothing is. */
  get bounds(): { readonly from: number; readonly until: number } | undefined {
    const [first, last] = [this.#kept[0], this.#kept.at(-1)];
    return first && last && { from: first.span.from, until: last.span.until };
  }

  /** The spans from a number on. */
  spans(since = this.#first): readonly Span[] {
    return this.#kept.slice(Math.max(0, since - this.#first)).map(({ span }) => span);
  }

  /** Takes note of a graph. A graph that is as the last one was, whenever it was observed, only makes that moment longer. */
  see(graph: Graph, now: number): void {
    const shown = bare(graph);
    const last = this.#kept.at(-1);
    const at = Math.max(now, last?.span.until ?? now);
    const step = stepBetween(this.#now, shown);
    if (last && !this.#paused && isNothing(step, this.#now)) {
      last.span = { ...last.span, until: at };
      return;
    }
    const fold = new Fold(this.#now ?? shown);
    fold.apply(step);
    const whole = fold.graph(graph.observedAt);
    this.#append(
      { from: at, until: at, ...countsOf(whole), ...(this.#paused && last && { resumed: true }) },
      step,
      () => whole,
    );
    this.#paused = false;
    this.#now = whole;
    this.#trim();
  }

  /** Nobody looks for a while, or nothing answers. */
  pause(): void {
    this.#paused = true;
  }

  /** Takes note that rules changed. What happened before anything was seen is of no account. */
  mark(mark: Mark): void {
    if (this.#kept.length === 0 || mark.changes.length === 0) return;
    const at = Math.max(mark.at, this.#marks.at(-1)?.at ?? mark.at);
    this.#marks = [...this.#marks, { ...mark, at }];
    this.#trim();
  }

  /** The graph as it was shown at a time, or at the time closest to it; undefined while nothing is known. */
  at(time: number): Graph | undefined {
    const index = this.#indexAt(time);
    const kept = this.#kept[index];
    if (!kept) return undefined;
    const { from, until } = kept.span;
    return this.#fold(this.#first + index).graph(Math.min(Math.max(time, from), until));
  }

  /** All of it; undefined while nothing is known. */
  get content(): Content | undefined {
    const [key, first] = [this.#keys[0], this.#kept[0]];
    if (!key || !first) return undefined;
    return {
      cluster: this.cluster,
      base: key.graph,
      moments: this.#kept.map(({ span, step }) => ({ span, step })),
      marks: this.#marks,
    };
  }

  /** The last moment that began by then, else the first. */
  #indexAt(time: number): number {
    let [low, high] = [0, this.#kept.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.#kept[middle]?.span.from ?? 0) <= time) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  #fold(number: number): Fold {
    const key = this.#keys.findLast((candidate) => candidate.number <= number);
    let reached = this.#reached;
    if (!reached || reached.number > number || reached.number < (key?.number ?? 0))
      reached = { number: key?.number ?? 0, fold: new Fold(key?.graph ?? NOTHING) };
    for (const { step } of this.#kept.slice(reached.number + 1 - this.#first, number + 1 - this.#first))
      reached.fold.apply(step);
    this.#reached = { number, fold: reached.fold };
    return reached.fold;
  }

  #append(span: Span, step: Step, whole: () => Graph): void {
    const { stride, size: most } = this.limits;
    const size = JSON.stringify(step).length;
    const number = this.next;
    const key = this.#keys.at(-1);
    const since = key ? this.#kept.slice(key.number - this.#first).reduce((sum, kept) => sum + kept.size, 0) : 0;
    if (!key || number - key.number >= stride || since + size > most / EIGHTH) {
      const graph = whole();
      this.#keys.push({ number, graph, size: JSON.stringify(graph).length });
    }
    this.#kept.push({ span, step, size });
    this.#size += size;
  }

  /** Forgets the oldest moments, up to the next one that is kept whole, until the rest is within the bounds. */
  #trim(): void {
    const { spans, marks, size } = this.limits;
    for (;;) {
      const [oldest, next] = this.#keys;
      if (!oldest || !next || (this.#kept.length <= spans && oldest.size + this.#size <= size)) break;
      for (const dropped of this.#kept.splice(0, next.number - this.#first)) this.#size -= dropped.size;
      this.#keys.shift();
      this.#first = next.number;
      if (this.#reached && this.#reached.number < this.#first) this.#reached = undefined;
    }
    const from = this.#kept[0]?.span.from ?? 0;
    if (this.#marks.length > marks || (this.#marks[0] && this.#marks[0].at < from))
      this.#marks = this.#marks.filter(({ at }) => at >= from).slice(-marks);
  }
}

const NOTHING = { nodes: [], edges: [] };

function stepBetween(before: Graph | undefined, after: Graph): Step {
  const { nodes, goneNodes, edges, goneEdges, banner } = diffGraph(before ?? after, after);
  return { nodes, goneNodes, edges, goneEdges, banner };
}

function isNothing({ nodes, goneNodes, edges, goneEdges, banner }: Step, before: Graph | undefined): boolean {
  return (
    nodes.length + goneNodes.length + edges.length + goneEdges.length === 0 && sameJson(banner, before?.banner ?? null)
  );
}

/** The connections that probes ask for, by their state. */
function countsOf({ edges }: Graph): Pick<Span, 'reachable' | 'unreachable' | 'unknown'> {
  const counts = { reachable: 0, unreachable: 0, unknown: 0 };
  for (const { kind, state } of edges) if (kind === 'probe') counts[state] += 1;
  return counts;
}
