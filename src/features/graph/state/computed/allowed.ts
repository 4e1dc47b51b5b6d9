import { intersection, transpose, type Bits, type Connectivity } from '../../../../policy/reach';

type Kind = Connectivity['kinds'][number];

/** Packets between whose ends policy makes no difference, and whom it lets connect by them. */
export interface Allowed {
  /** Never empty. */
  readonly kinds: readonly Kind[];
  /** By the number of an end: the ends to which it may connect. */
  readonly rows: readonly Bits[];
}

const known = new WeakMap<Connectivity, readonly Allowed[]>();

/** Returns for every end to which ends it may connect, by all kinds of packets. Calculated once per policy. */
export function allowedOf(connectivity: Connectivity): readonly Allowed[] {
  let all = known.get(connectivity);
  if (!all) known.set(connectivity, (all = calculate(connectivity)));
  return all;
}

function calculate(connectivity: Connectivity): readonly Allowed[] {
  const { all } = connectivity.groups;
  const numbers = new Map<Bits, number>();
  const alike = new Map<string, Allowed & { readonly kinds: Kind[] }>();
  for (const kind of connectivity.kinds) {
    const sends = all.map((end) => connectivity.reaches(end, kind));
    const receives = all.map((end) => connectivity.reachedBy(end, kind));
    // Where the same rules decide, rows are the same objects.
    const key = [...sends, ...receives].map((row) => numberOf(row, numbers)).join();
    const found = alike.get(key);
    if (found) {
      found.kinds.push(kind);
      continue;
    }
    const senders = transpose(receives);
    const rows = sends.map((row, index) => intersection(row, senders[index] ?? row));
    alike.set(key, { kinds: [kind], rows });
  }
  return [...alike.values()];
}

function numberOf(row: Bits, numbers: Map<Bits, number>): number {
  let number = numbers.get(row);
  if (number === undefined) numbers.set(row, (number = numbers.size));
  return number;
}
