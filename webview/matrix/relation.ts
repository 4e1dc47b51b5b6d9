import type { Matrix, Measurement } from '../../src/features/matrix/protocol';
import { decodeBits, hasBit, type Bits } from './bits';
import type { MatrixEntry } from './entries';

/** The measured pairs of members of two entries, counted by result. */
export interface MeasurementCounts {
  readonly from: MatrixEntry;
  readonly to: MatrixEntry;
  readonly reachable: number;
  readonly unreachable: number;
  readonly unknown: number;
  /** How many of those contradict policy, but may predate its last change. */
  readonly outdated: number;
}

/** How measurements compare to policy. */
export type Mark = 'agrees' | 'disagrees' | 'unknown';

/** By class: how many others one member reaches, and how many reach it. */
interface Counts {
  readonly reaches: Uint32Array;
  readonly reached: Uint32Array;
}

/** Which connections policy allows between entries of one matrix, and what was measured. */
export class Relation {
  readonly #allowed: readonly Bits[];
  readonly #unevaluated: readonly Bits[];
  readonly #measured = new Map<number, MeasurementCounts>();
  #counts: Counts | undefined;

  constructor(
    readonly matrix: Matrix,
    readonly entries: readonly MatrixEntry[],
  ) {
    this.#allowed = matrix.allowed.map(decodeBits);
    this.#unevaluated = (matrix.unevaluated ?? []).map(decodeBits);
    const entryOf = new Map(entries.flatMap((entry) => entry.members.map((place) => [place, entry] as const)));
    for (const measurement of matrix.measured) {
      const [source, destination] = [entryOf.get(measurement.from), entryOf.get(measurement.to)];
      if (source && destination) this.#note(source, destination, measurement);
    }
  }

  /** Whether policy allows connections between the members of two entries, or within one. */
  allows(from: MatrixEntry, to: MatrixEntry): boolean {
    return hasBit(this.#allowed[to.class], from.class);
  }

  /** Whether policy can be evaluated for them; what can't counts as not allowed. */
  evaluates(from: MatrixEntry, to: MatrixEntry): boolean {
    return !hasBit(this.#unevaluated[to.class], from.class);
  }

  /** Whether both are the same single party. */
  isSelf(from: MatrixEntry, to: MatrixEntry): boolean {
    return from === to && from.members.length === 1;
  }

  measured(from: MatrixEntry, to: MatrixEntry): MeasurementCounts | undefined {
    return this.#measured.get(this.#keyOf(from, to));
  }

  /** Every cell with measurements. */
  get allMeasured(): Iterable<MeasurementCounts> {
    return this.#measured.values();
  }

  /** Returns undefined without measurements. One contradicting pair is enough. */
  mark(from: MatrixEntry, to: MatrixEntry): Mark | undefined {
    const measured = this.measured(from, to);
    if (!measured) return undefined;
    const { agrees, disagrees } = this.against(measured);
    if (disagrees > 0) return 'disagrees';
    return agrees > 0 ? 'agrees' : 'unknown';
  }

  /** Counts the measured pairs that agree with policy, and those that don't. */
  against(measured: MeasurementCounts): { readonly agrees: number; readonly disagrees: number } {
    const { from, to, reachable, unreachable, outdated } = measured;
    const [agrees, differs] = this.allows(from, to) ? [reachable, unreachable] : [unreachable, reachable];
    return { agrees, disagrees: differs - outdated };
  }

  /**
   * Returns how many other parties one member of an entry may connect to or, with `reached`, how many may connect to
   * it.
   */
  count(of: MatrixEntry, way: 'reaches' | 'reached'): number {
    this.#counts ??= this.#countAll();
    return this.#counts[way][of.class] ?? 0;
  }

  #note(from: MatrixEntry, to: MatrixEntry, { state, outdated }: Measurement): void {
    const key = this.#keyOf(from, to);
    const before = this.#measured.get(key) ?? { from, to, reachable: 0, unreachable: 0, unknown: 0, outdated: 0 };
    this.#measured.set(key, { ...before, [state]: before[state] + 1, outdated: before.outdated + (outdated ? 1 : 0) });
  }

  #keyOf(from: MatrixEntry, to: MatrixEntry): number {
    return from.index * this.entries.length + to.index;
  }

  #countAll(): Counts {
    const sizes = new Uint32Array(this.#allowed.length);
    for (const { class: number } of this.matrix.parties) sizes[number] = (sizes[number] ?? 0) + 1;
    const [reaches, reached] = [new Uint32Array(sizes.length), new Uint32Array(sizes.length)];
    for (const [destination, bits] of this.#allowed.entries()) {
      const size = sizes[destination] ?? 0;
      let sources = 0;
      for (let source = 0; source < sizes.length; source += 1) {
        if (!hasBit(bits, source)) continue;
        const own = source === destination ? 1 : 0;
        reaches[source] = (reaches[source] ?? 0) + size - own;
        sources += (sizes[source] ?? 0) - own;
      }
      reached[destination] = sources;
    }
    return { reaches, reached };
  }
}
