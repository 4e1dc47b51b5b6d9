import { eachInTurn } from '../../../base/time-slices';
import type { Header } from '../../verdict/packet';
import type { Direction } from '../../model/rule';
import { clearBit, hasBit, intersection, isEmpty, members, setBit, transpose, without, type Bits } from '../bits';
import { isUndecidable, marks, type Gate } from '../classes/chains';
import type { Population } from '../classes/population';
import { Rows } from './rows';

/** The gates of each class, by direction. */
export type Gates = Readonly<Record<Direction, readonly Gate[]>>;

/** The classes whose gates have changed. */
type Changed = Readonly<Record<Direction, readonly number[]>>;

/** Reachability between all classes for one kind of packet. */
export interface Layer {
  /** For each source, the destinations that its egress rules allow. */
  readonly egress: readonly Bits[];
  /** For each destination, the sources that its ingress rules allow. */
  readonly ingress: readonly Bits[];
  /** For each destination, the sources that both halves allow. */
  readonly allowed: readonly Bits[];
  /** Whether some packet may arrive with a mark of its sender's `next-tier`; rows then depend on each other. */
  readonly marked: boolean;
  /** Whether it is unknown if some rule of a gate matches; any change may then affect which flows are evaluated. */
  readonly undecidable: boolean;
  /** For each destination, the sources whose flows can’t be evaluated; omitted if all can. */
  readonly unevaluated?: readonly Bits[] | undefined;
}

/** Computes a layer, with pauses. */
export function* buildLayer(population: Population, gates: Gates, header: Header): Generator<undefined, Layer> {
  const layer = yield* layerOf(population, gates, header, 'deny');
  if (!layer.undecidable) return layer;
  const { allowed } = yield* layerOf(population, gates, header, 'allow');
  const unevaluated = allowed.map((row, destination) => without(row, layer.allowed[destination] ?? row));
  return unevaluated.every(isEmpty) ? layer : { ...layer, unevaluated };
}

/** Computes a layer, given what happens to packets if it is unknown whether a rule matches them. */
function* layerOf(
  population: Population,
  gates: Gates,
  header: Header,
  undecided: 'deny' | 'allow',
): Generator<undefined, Layer> {
  const rows = new Rows(population, header, population.size, undecided);
  const undecidable = gates.egress.some(isUndecidable) || gates.ingress.some(isUndecidable);
  const marked = gates.egress.some(marks) && gates.ingress.some(marks);
  const { egress, ingress } = yield* marked ? markedRows(rows, gates) : plainRows(rows, gates);
  if (egress.every((row) => row === rows.everybody)) return { egress, ingress, allowed: ingress, marked, undecidable };
  const senders = transpose(egress);
  return {
    egress,
    ingress,
    allowed: ingress.map((row, destination) => intersection(row, senders[destination] ?? row)),
    marked,
    undecidable,
  };
}

/** The number of rows between two pauses: the first ones look up many selectors. */
const FEW = 4;

/** The rows of all classes, by direction. */
type BothRows = Readonly<Record<Direction, readonly Bits[]>>;

function* plainRows(rows: Rows, gates: Gates): Generator<undefined, BothRows> {
  const egress = yield* rowsOf(gates.egress, (gate, self) => rows.row('egress', gate, self));
  const ingress = yield* rowsOf(gates.ingress, (gate, self) => rows.row('ingress', gate, self));
  return { egress, ingress };
}

function* rowsOf(gates: readonly Gate[], rowOf: (gate: Gate, self: number) => Bits): Generator<undefined, Bits[]> {
  const rows: Bits[] = [];
  yield* eachInTurn(gates, (gate) => rows.push(rowOf(gate, rows.length)), FEW);
  return rows;
}

/** A packet still carries the mark of its sender's `next-tier` when it arrives. */
function* markedRows(rows: Rows, gates: Gates): Generator<undefined, BothRows> {
  const sent = gates.egress.map(() => rows.empty());
  const marked = (direction: Direction, marks: readonly Bits[]) =>
    rowsOf(gates[direction], (gate, self) => rows.markedRow(direction, gate, self, marks[self] ?? rows.empty()));
  const egress = yield* marked('egress', sent);
  return { egress, ingress: yield* marked('ingress', transpose(sent)) };
}

/** Returns the layer after a change of some classes' gates, with pauses if it must be built anew. */
export function* updateLayer(
  before: Layer,
  population: Population,
  gates: Gates,
  header: Header,
  changed: Changed,
): Generator<undefined, Layer> {
  if (before.marked || before.undecidable || mayMark(gates, changed) || mayNotDecide(gates, changed))
    return yield* buildLayer(population, gates, header);
  const rows = new Rows(population, header, changed.ingress.length + changed.egress.length + 1);
  const egress = [...before.egress];
  const ingress = [...before.ingress];
  const allowed = [...before.allowed];
  for (const destination of changed.ingress)
    ingress[destination] = rows.row('ingress', gates.ingress[destination] ?? 'none', destination);
  for (const source of changed.egress) {
    const old = before.egress[source] ?? rows.everybody;
    const row = rows.row('egress', gates.egress[source] ?? 'none', source);
    egress[source] = row;
    for (const destination of members(old.map((word, index) => word ^ (row[index] ?? 0)))) {
      const copy = (allowed[destination] ?? rows.everybody).slice();
      if (hasBit(row, destination) && hasBit(ingress[destination] ?? copy, source)) setBit(copy, source);
      else clearBit(copy, source);
      allowed[destination] = copy;
    }
  }
  for (const destination of changed.ingress) {
    const row = (ingress[destination] ?? rows.everybody).slice();
    for (let source = 0; source < egress.length; source += 1) {
      const sends = egress[source] ?? rows.everybody;
      if (sends !== rows.everybody && !hasBit(sends, destination)) clearBit(row, source);
    }
    allowed[destination] = row;
  }
  return { egress, ingress, allowed, marked: false, undecidable: false };
}

/** Whether changed gates may introduce marks that arrive. */
function mayMark(gates: Gates, changed: Changed): boolean {
  const brought = (direction: Direction) =>
    changed[direction].some((number) => marks(gates[direction][number] ?? 'none'));
  return (brought('egress') || brought('ingress')) && gates.egress.some(marks) && gates.ingress.some(marks);
}

/** Whether changed gates have rules of which it is unknown whether they match. */
function mayNotDecide(gates: Gates, { egress, ingress }: Changed): boolean {
  return (
    egress.some((number) => isUndecidable(gates.egress[number] ?? 'none')) ||
    ingress.some((number) => isUndecidable(gates.ingress[number] ?? 'none'))
  );
}
