/** The criteria for the position of a policy in its tier, or of a tier. */
export interface Ordered {
  readonly name: string;
  /** Undefined: after all that have one. */
  readonly order: number | undefined;
}

/** By order, then by name (Felix 1.4's `TieredPolicyId`). */
export function byOrder(a: Ordered, b: Ordered): number {
  const [first, second] = [a.order ?? Infinity, b.order ?? Infinity];
  return first === second ? (a.name < b.name ? -1 : 1) : first - second;
}

/** The default distance between orders, as in Calico's examples. */
const STEP = 100;

/**
 * Returns the changed orders that swap a policy with the next one: one if possible, otherwise all that must change to
 * renumber the whole list.
 * @param sorted In evaluation order.
 * @param index Of the first of the two.
 * @param moved The policy whose order changes, if one change is sufficient.
 */
export function swapOrders(
  sorted: readonly Ordered[],
  index: number,
  moved: 'first' | 'second' = 'first',
): readonly Ordered[] {
  const [first, second] = [sorted[index], sorted[index + 1]];
  if (!first || !second) return [];
  const down = placedBetween(first, second, sorted[index + 2]);
  const up = placedBetween(second, sorted[index - 1], first);
  const one = moved === 'first' ? (down ?? up) : (up ?? down);
  if (one) return [one];
  const wanted = [...sorted.slice(0, index), second, first, ...sorted.slice(index + 2)];
  return wanted
    .map(({ name }, place) => ({ name, order: (place + 1) * STEP }))
    .filter(({ name, order }) => sorted.find((policy) => policy.name === name)?.order !== order);
}

/** Returns an order for one that comes first, last or between two, or undefined if there is none. */
function placedBetween(
  { name }: Ordered,
  before: Ordered | undefined,
  after: Ordered | undefined,
): Ordered | undefined {
  const candidates = [...numbersBetween(before?.order, after), before?.order, after?.order];
  return candidates
    .map((order) => ({ name, order }))
    .find((placed) => (!before || byOrder(before, placed) < 0) && (!after || byOrder(placed, after) < 0));
}

/** Numbers between two orders, the shortest first; names decide between equal orders. */
function numbersBetween(low: number | undefined, after: Ordered | undefined): readonly number[] {
  const high = after?.order;
  if (low === undefined) return high === undefined ? [STEP] : [high - STEP, high - 1];
  if (high === undefined) return [low + STEP];
  const middle = low + (high - low) / 2;
  return [Math.round(middle), middle].filter((order) => low < order && order < high);
}

/** Returns an order for a new one after all others that have one. */
export function orderAfter(others: readonly Ordered[]): number {
  const orders = others.flatMap(({ order }) => order ?? []);
  return orders.length === 0 ? STEP : Math.max(...orders) + STEP;
}
