import type { Direction } from '../calico1/rule';
import type { Header } from '../verdict/packet';
import { sameBits, type Bits } from './bits';
import { marks, type Gate } from './chains';
import { Pass } from './pass';
import type { Population } from './population';

/** Makes rows of a layer. A gate that does not look at whom it is the gate of needs one pass for all classes that have it. */
export class Rows {
  readonly everybody: Bits;
  readonly #nobody: Bits;
  readonly #pass: Pass;
  readonly #shared = { inbound: new Map<Gate, Bits>(), outbound: new Map<Gate, Bits>() };
  #slab: Bits;
  #used = 0;

  constructor(
    readonly population: Population,
    readonly header: Header,
    rows: number,
  ) {
    this.everybody = population.everybody;
    this.#pass = new Pass(population, header);
    this.#slab = new Int32Array(this.everybody.length * Math.min(rows, ROWS_OF_A_SLAB));
    this.#nobody = this.empty();
  }

  /** Whom a gate lets in or out; rows of everybody are one object. */
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

  /** The same for peers that may carry marks; the gate's own are added to them. */
  markedRow(direction: Direction, gate: Gate, self: number, marked: Bits): Bits {
    if (typeof gate === 'string') return this.row(direction, gate, self);
    const row = this.empty();
    this.#pass.run(gate, self, row, marked);
    return row;
  }

  /** A new row of nobody. Rows are cut from larger arrays: an array of its own costs more than a row's work. */
  empty(): Bits {
    const words = this.everybody.length;
    if (this.#used + words > this.#slab.length) {
      this.#slab = new Int32Array(words * ROWS_OF_A_SLAB);
      this.#used = 0;
    }
    this.#used += words;
    return this.#slab.subarray(this.#used - words, this.#used);
  }

  /** Marks that nobody looks at. */
  #marks(gate: Gate): Bits {
    return marks(gate) ? this.empty() : this.#nobody;
  }
}

const ROWS_OF_A_SLAB = 32;
