import type { Direction } from '../calico1/rule';
import type { Header } from '../verdict/packet';
import { clearBit, hasBit, intersection, members, setBit, transpose, type Bits } from './bits';
import { marks, type Gate } from './chains';
import type { Population } from './population';
import { Rows } from './rows';

/** The gates of each class, by direction. */
export type Gates = Readonly<Record<Direction, readonly Gate[]>>;

/** The classes whose gates have changed. */
type Changed = Readonly<Record<Direction, readonly number[]>>;

/** Reachability between all classes for one kind of packet. */
export interface Layer {
  /** For each source, the destinations that its outbound rules allow. */
  readonly outbound: readonly Bits[];
  /** For each destination, the sources that its inbound rules allow. */
  readonly inbound: readonly Bits[];
  /** For each destination, the sources that both halves allow. */
  readonly allowed: readonly Bits[];
  /** Whether some packet may arrive with a mark of its sender's `next-tier`; rows then depend on each other. */
  readonly marked: boolean;
}

/** Computes a layer. */
export function buildLayer(population: Population, gates: Gates, header: Header): Layer {
  const rows = new Rows(population, header, population.size);
  const marked = gates.outbound.some(marks) && gates.inbound.some(marks);
  const { outbound, inbound } = marked ? markedRows(rows, gates) : plainRows(rows, gates);
  if (outbound.every((row) => row === rows.everybody)) return { outbound, inbound, allowed: inbound, marked };
  const senders = transpose(outbound);
  return {
    outbound,
    inbound,
    allowed: inbound.map((row, destination) => intersection(row, senders[destination] ?? row)),
    marked,
  };
}

function plainRows(rows: Rows, gates: Gates): Readonly<Record<Direction, Bits[]>> {
  const all = (direction: Direction) => gates[direction].map((gate, self) => rows.row(direction, gate, self));
  return { outbound: all('outbound'), inbound: all('inbound') };
}

/** A packet still carries the mark of its sender's `next-tier` when it arrives. */
function markedRows(rows: Rows, gates: Gates): Readonly<Record<Direction, Bits[]>> {
  const sent = gates.outbound.map(() => rows.empty());
  const outbound = gates.outbound.map((gate, self) =>
    rows.markedRow('outbound', gate, self, sent[self] ?? rows.empty()),
  );
  const arriving = transpose(sent);
  return {
    outbound,
    inbound: gates.inbound.map((gate, self) => rows.markedRow('inbound', gate, self, arriving[self] ?? rows.empty())),
  };
}

/** Returns the layer after a change of some classes' gates. */
export function updateLayer(
  before: Layer,
  population: Population,
  gates: Gates,
  header: Header,
  changed: Changed,
): Layer {
  if (before.marked || mayMark(gates, changed)) return buildLayer(population, gates, header);
  const rows = new Rows(population, header, changed.inbound.length + changed.outbound.length + 1);
  const outbound = [...before.outbound];
  const inbound = [...before.inbound];
  const allowed = [...before.allowed];
  for (const destination of changed.inbound)
    inbound[destination] = rows.row('inbound', gates.inbound[destination] ?? 'none', destination);
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
    for (let source = 0; source < outbound.length; source += 1) {
      const sends = outbound[source] ?? rows.everybody;
      if (sends !== rows.everybody && !hasBit(sends, destination)) clearBit(row, source);
    }
    allowed[destination] = row;
  }
  return { outbound, inbound, allowed, marked: false };
}

/** Whether changed gates may introduce marks that arrive. */
function mayMark(gates: Gates, changed: Changed): boolean {
  const brought = (direction: Direction) =>
    changed[direction].some((number) => marks(gates[direction][number] ?? 'none'));
  return (brought('outbound') || brought('inbound')) && gates.outbound.some(marks) && gates.inbound.some(marks);
}
