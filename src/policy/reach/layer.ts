import type { Direction } from '../rule';
import type { Header } from '../verdict/packet';
import { allBits, clearBit, hasBit, intersection, members, sameBits, setBit, transpose, wordsFor, type Bits } from './bits';
import { marks, type Gate } from './chains';
import { Pass } from './pass';
import type { Population } from './population';

/** What lets packets out and in, by class. */
export type Gates = Readonly<Record<Direction, readonly Gate[]>>;

/** The classes whose gates have changed. */
type Changed = Readonly<Record<Direction, readonly number[]>>;

/** The answers to one kind of packet between all classes. */
export interface Layer {
  /** For each source the destinations that its outbound rules let it send to. */
  readonly outbound: readonly Bits[];
  /** For each destination the sources that its inbound rules let in. */
  readonly inbound: readonly Bits[];
  /** For each destination the sources that both halves allow. */
  readonly allowed: readonly Bits[];
  /** Whether some packet may arrive with a mark of its sender's `next-tier`: then no row stands alone. */
  readonly marked: boolean;
}

/** Works out a layer. */
export function buildLayer(population: Population, gates: Gates, header: Header): Layer {
  const rows = new Rows(population, header);
  const marked = gates.outbound.some(marks) && gates.inbound.some(marks);
  const marksOf = gates.outbound.map(() => (marked ? new Int32Array(wordsFor(population.size)) : rows.scratch));
  const outbound = gates.outbound.map((gate, source) => rows.row('outbound', gate, source, marksOf[source]));
  const arriving = marked ? transpose(marksOf) : undefined;
  const inbound = gates.inbound.map((gate, destination) => rows.row('inbound', gate, destination, arriving?.[destination]));
  if (outbound.every((row) => row === rows.everybody)) return { outbound, inbound, allowed: inbound, marked };
  const senders = transpose(outbound);
  return { outbound, inbound, allowed: inbound.map((row, destination) => intersection(row, senders[destination] ?? row)), marked };
}

/** The layer after a change of the gates of some classes. */
export function updateLayer(before: Layer, population: Population, gates: Gates, header: Header, changed: Changed): Layer {
  if (before.marked || mayMark(gates, changed)) return buildLayer(population, gates, header);
  const rows = new Rows(population, header);
  const outbound = [...before.outbound];
  const inbound = [...before.inbound];
  const allowed = [...before.allowed];
  for (const destination of changed.inbound) inbound[destination] = rows.row('inbound', gates.inbound[destination] ?? 'none', destination);
  for (const source of changed.outbound) {
    const old = before.outbound[source] ?? rows.everybody;
    const row = rows.row('outbound', gates.outbound[source] ?? 'none', source);
    outbound[source] = row;
    for (const destination of members(old.map((word, index) => word ^ (row[index] ?? 0)))) {
      const copy = (allowed[destination] ?? rows.everybody).slice();
      if (hasBit(row, destination) && hasBit(inbound[destination] ?? copy, source)) setBit(copy, source);
      else clearBit(copy, source);
      allowed[destination] = copy;
    }
  }
  for (const destination of changed.inbound) {
    const row = (inbound[destination] ?? rows.everybody).slice();
    for (const source of members(row)) if (!hasBit(outbound[source] ?? rows.everybody, destination)) clearBit(row, source);
    allowed[destination] = row;
  }
  return { outbound, inbound, allowed, marked: false };
}

/** Whether changed gates may have brought marks that arrive, where there were none. */
function mayMark(gates: Gates, changed: Changed): boolean {
  const brought = (direction: Direction) => changed[direction].some((number) => marks(gates[direction][number] ?? 'none'));
  return (brought('outbound') || brought('inbound')) && gates.outbound.some(marks) && gates.inbound.some(marks);
}

/** Makes rows of a layer. */
class Rows {
  readonly everybody: Bits;
  /** For marks that nobody will look at. */
  readonly scratch: Bits;
  readonly #nobody: Bits;
  readonly #passes: Readonly<Record<Direction, Pass>>;

  constructor(population: Population, header: Header) {
    this.everybody = allBits(population.size);
    this.scratch = new Int32Array(wordsFor(population.size));
    this.#nobody = new Int32Array(wordsFor(population.size));
    this.#passes = { inbound: new Pass(population, 'inbound', header), outbound: new Pass(population, 'outbound', header) };
  }

  row(direction: Direction, gate: Gate, self: number, marked: Bits = this.scratch): Bits {
    if (gate === 'all') return this.everybody;
    if (gate === 'none') return this.#nobody;
    if (marked === this.scratch) marked.fill(0);
    const row = this.#passes[direction].run(gate, self, marked);
    return sameBits(row, this.everybody) ? this.everybody : row;
  }
}
