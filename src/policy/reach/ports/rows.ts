import type { Header } from '../../verdict/packet';
import type { Direction } from '../../model/rule';
import { sameBits, type Bits } from '../bits';
import { marks, type Gate } from '../classes/chains';
import { Pass } from './pass';
import type { Population } from '../classes/population';

/** Computes rows of a layer. A gate that does not test its owner needs only one pass for all classes that have it. */
export class Rows {
  readonly everybody: Bits;
  readonly #nobody: Bits;
  readonly #pass: Pass;
  readonly #shared = { ingress: new Map<Gate, Bits>(), egress: new Map<Gate, Bits>() };
  #slab: Bits;
  #used = 0;

  constructor(
    readonly population: Population,
    readonly header: Header,
    rows: number,
    undecided: 'deny' | 'allow' = 'deny',
  ) {
    this.everybody = population.everybody;
    this.#pass = new Pass(population, header, undecided);
    this.#slab = new Int32Array(this.everybody.length * Math.min(rows, ROWS_OF_A_SLAB));
    this.#nobody = this.empty();
  }

  /** Returns the peers that a gate accepts; full rows share one object. */
  row(direction: Direction, gate: Gate, self: number): Bits {
    if (gate === 'all') return this.everybody;
    if (gate === 'none') return this.#nobody;
    const known = this.#shared[direction].get(gate);
    if (known) return known;
    const worked = this.empty();
    this.#pass.run(gate, self, worked, this.#marks(gate));
    const row = sameBits(worked, this.everybody) ? this.everybody : worked;
    if (!gate.looksAtOwner) this.#shared[direction].set(gate, row);
    return row;
  }

  /** The same for peers that may carry marks; adds the gate's own marks to them. */
  markedRow(direction: Direction, gate: Gate, self: number, marked: Bits): Bits {
    if (typeof gate === 'string') return this.row(direction, gate, self);
    const row = this.empty();
    this.#pass.run(gate, self, row, marked);
    return row;
  }

  /** Creates an empty row. Rows are slices of larger arrays: allocating each would cost more than computing it. */
  empty(): Bits {
    const words = this.everybody.length;
    if (this.#used + words > this.#slab.length) {
      this.#slab = new Int32Array(words * ROWS_OF_A_SLAB);
      this.#used = 0;
    }
    this.#used += words;
    return this.#slab.subarray(this.#used - words, this.#used);
  }

  /** A scratch row for marks that nothing reads. */
  #marks(gate: Gate): Bits {
    return marks(gate) ? this.empty() : this.#nobody;
  }
}

const ROWS_OF_A_SLAB = 32;
