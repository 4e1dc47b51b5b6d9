import { sameJson } from '../../../base/json';
import { diffGraph } from '../state/patch';
import type { Graph } from '../protocol/state';
import type { Mark, Span } from '../protocol/timeline';
import { bare } from './bare';
import { GraphFold, type Step } from './fold';

/** The limits beyond which a recording drops its oldest moments. */
export interface Limits {
  readonly spans: number;
  readonly marks: number;
  /** The length of its JSON text in characters. */
  readonly size: number;
  /** The number of spans per whole graph. */
  readonly stride: number;
}

export const LIMITS: Limits = { spans: 5_000, marks: 1_000, size: 16_000_000, stride: 64 };

/**
 * A whole graph is stored again after this fraction of the maximum size, so that the moments before it can be dropped.
 */
const EIGHTH = 8;

/** A graph that was unchanged for a while, stored as the difference from the previous one. */
export interface Moment {
  readonly span: Span;
  /** Meaningless for the first moment. */
  readonly step: Step;
}

/** The content of a recording. */
export interface RecordingContent {
  readonly cluster: string;
  /** The graph of the first moment. */
  readonly base: Graph;
  readonly moments: readonly Moment[];
  readonly marks: readonly Mark[];
}

/** A whole graph, the base of the following moments. */
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
 * The history of a cluster's graph as a series of moments, with the rule changes. Grows only when something changes,
 * and drops the oldest moments beyond its limits. Moments are numbered. Times are in milliseconds since the epoch.
 */
export class Recording {
  readonly #kept: StoredMoment[] = [];
  readonly #keys: Key[] = [];
  #marks: readonly Mark[] = [];
  #first = 0;
  #size = 0;
  #now: Graph | undefined;
  #paused = false;
  /** The last requested past graph, because the next one is often close. */
  #reached: { readonly number: number; readonly fold: GraphFold } | undefined;

  constructor(
    readonly cluster: string,
    private readonly limits = LIMITS,
  ) {}

  /** Restores a recording. If it exceeds the limits, keeps the newest part. */
  static of({ cluster, base, moments, marks }: RecordingContent, limits = LIMITS): Recording {
    const recording = new Recording(cluster, limits);
    const fold = new GraphFold(base);
    moments.forEach(({ span, step }, index) => {
      if (index > 0) fold.apply(step);
      // Graphs are assembled only where a whole one is stored.
      recording.#append(span, step, () => fold.graph(span.from));
    });
    recording.#now = moments.length > 0 ? fold.graph(moments.at(-1)?.span.until ?? 0) : undefined;
    recording.#marks = marks;
    recording.#trim();
    return recording;
  }

  /** The number of the oldest kept moment. */
  get first(): number {
    return this.#first;
  }

  /** The number of the next moment. */
  get next(): number {
    return this.#first + this.#kept.length;
  }

  /** Rule changes, oldest first. */
  get marks(): readonly Mark[] {
    return this.#marks;
  }

  /** The recorded time range, or undefined if it is empty. */
  get bounds(): { readonly from: number; readonly until: number } | undefined {
    const [first, last] = [this.#kept[0], this.#kept.at(-1)];
    return first && last && { from: first.span.from, until: last.span.until };
  }

  /** Yields the spans from a number on. */
  spans(since = this.#first): readonly Span[] {
    return this.#kept.slice(Math.max(0, since - this.#first)).map(({ span }) => span);
  }

  /** Records a graph. If it equals the last one, only extends that moment. */
  see(graph: Graph, now: number): void {
    const shown = bare(graph);
    const last = this.#kept.at(-1);
    const at = Math.max(now, last?.span.until ?? now);
    const step = stepBetween(this.#now, shown);
    if (last && !this.#paused && isNothing(step, this.#now)) {
      last.span = { ...last.span, until: at };
      return;
    }
    const fold = new GraphFold(this.#now ?? shown);
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

  /** Interrupts the recording. */
  pause(): void {
    this.#paused = true;
  }

  /** Records a rule change. Changes before the first moment are ignored. */
  mark(mark: Mark): void {
    if (this.#kept.length === 0 || mark.changes.length === 0) return;
    const at = Math.max(mark.at, this.#marks.at(-1)?.at ?? mark.at);
    this.#marks = [...this.#marks, { ...mark, at }];
    this.#trim();
  }

  /** Returns the graph at a time or the closest recorded one. undefined if the recording is empty. */
  at(time: number): Graph | undefined {
    const index = this.#indexAt(time);
    const kept = this.#kept[index];
    if (!kept) return undefined;
    const { from, until } = kept.span;
    return this.#fold(this.#first + index).graph(Math.min(Math.max(time, from), until));
  }

  /** The whole content, or undefined if it is empty. */
  get content(): RecordingContent | undefined {
    const [key, first] = [this.#keys[0], this.#kept[0]];
    if (!key || !first) return undefined;
    return {
      cluster: this.cluster,
      base: key.graph,
      moments: this.#kept.map(({ span, step }) => ({ span, step })),
      marks: this.#marks,
    };
  }

  /** Returns the index of the last moment that began by then, else of the first. */
  #indexAt(time: number): number {
    let [low, high] = [0, this.#kept.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.#kept[middle]?.span.from ?? 0) <= time) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  #fold(number: number): GraphFold {
    const key = this.#keys.findLast((candidate) => candidate.number <= number);
    let reached = this.#reached;
    if (!reached || reached.number > number || reached.number < (key?.number ?? 0))
      reached = { number: key?.number ?? 0, fold: new GraphFold(key?.graph ?? NOTHING) };
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

  /** Drops the oldest moments, up to the next whole graph, until the limits are met. */
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

/** Counts probed connections by state. */
function countsOf({ edges }: Graph): Pick<Span, 'reachable' | 'unreachable' | 'unknown'> {
  const counts = { reachable: 0, unreachable: 0, unknown: 0 };
  for (const { kind, state } of edges)
    if (kind === 'probe' && state !== 'allowed' && state !== 'denied') counts[state] += 1;
  return counts;
}
