import type { CompiledModel } from '../../verdict';
import { countBits, hasBit, members } from '../bits';
import type { Gates, Layer } from './layer';
import type { Population } from '../classes/population';

/** Properties of the connections in question, besides their port. */
export interface PacketQuestion {
  readonly protocol: string | number;
  readonly sourcePort?: number;
  readonly icmpType?: number;
  readonly icmpCode?: number;
  readonly ipVersion: 4 | 6;
  readonly outside: readonly string[];
}

/** Source and destination, by endpoint name or outside address. */
export interface Pair {
  readonly from: string;
  readonly to: string;
}

/** Reachability under one model, as bit sets of classes. Immutable. */
export class Reachability {
  constructor(
    readonly model: CompiledModel,
    readonly asked: PacketQuestion,
    readonly population: Population,
    readonly gates: Gates,
    /** By port. */
    readonly layers: ReadonlyMap<number, Layer>,
  ) {}

  get ports(): readonly number[] {
    return [...this.layers.keys()];
  }

  /**
   * Whether a new connection passes; false if an end has no address, and for a port that was not part of the question.
   */
  allows(from: string, to: string, port: number): boolean {
    const source = this.population.classOf(from);
    const destination = this.population.classOf(to);
    if (source === undefined || destination === undefined) return false;
    const row = this.layers.get(port)?.allowed[destination];
    return row !== undefined && (from === to || hasBit(row, source));
  }

  /** Whether policy can be evaluated for a connection; otherwise it counts as not allowed. */
  evaluates(from: string, to: string, port: number): boolean {
    const unevaluated = this.layers.get(port)?.unevaluated;
    const source = unevaluated && this.population.classOf(from);
    const row = unevaluated?.[this.population.classOf(to) ?? -1];
    return from === to || source === undefined || row === undefined || !hasBit(row, source);
  }

  /** Whether some flow is not evaluated because it depends on services whose endpoints are not known. */
  get lacksServices(): boolean {
    return [...this.layers.values()].some(({ undecidable, unevaluated }) => undecidable && unevaluated !== undefined);
  }

  /** Counts the ordered pairs of distinct subjects that may connect. */
  count(port: number): number {
    const { classes } = this.population;
    const sizes = classes.map(({ members: { length } }) => length);
    const single = sizes.every((size) => size === 1);
    return (this.layers.get(port)?.allowed ?? []).reduce((sum, row, destination) => {
      const own = hasBit(row, destination) ? 1 : 0;
      const sources = single ? countBits(row) : members(row).reduce((total, source) => total + (sizes[source] ?? 0), 0);
      return sum + (sources - own) * (sizes[destination] ?? 0);
    }, 0);
  }

  /** Yields every ordered pair of distinct subjects that may connect. */
  *pairs(port: number): Generator<Pair> {
    const { classes } = this.population;
    for (const [destination, row] of (this.layers.get(port)?.allowed ?? []).entries()) {
      for (const source of members(row)) {
        for (const from of classes[source]?.members ?? []) {
          for (const to of classes[destination]?.members ?? []) if (from !== to) yield { from, to };
        }
      }
    }
  }
}
