import type { Point } from '../scene/point';
import { ROOM, type LayoutLink, type LayoutNode } from './place';

/** Stars whose distances to all others are known. */
const PIVOTS = 16;
/** Iterations until the two main directions are found. */
const ITERATIONS = 24;
/** Width-to-height ratio: editors are usually wider than high. */
const SHAPE = 1.35;
/** Area of the picture for each star, in squares of the minimum distance between two. */
const ROOMY = 1.25;
/** Coordinates that differ less are the same but for rounding. */
const SAME = 1e-6;
/** The golden section: what is alike in one direction is scattered in the other. */
const STRIDE = 0.618_034;

/**
 * Places stars by their distances in links, at once and without iterations over all pairs: stars that are close in the
 * graph are close in the picture. Deterministic.
 *
 * The method is pivot MDS (U. Brandes and C. Pich, Eigensolver methods for progressive multidimensional scaling of large
 * data, 2006).
 */
export function spread(
  nodes: readonly LayoutNode[],
  links: readonly Pick<LayoutLink, 'from' | 'to'>[],
): ReadonlyMap<string, Point> {
  const count = nodes.length;
  const columns = centered(distancesIn(nodes, links), count);
  const [across, down] = directionsOf(columns, count);
  const side = 2 * ROOM * Math.sqrt(count * ROOMY);
  const [x, y] = [evenly(across, (index) => index), evenly(down, (index) => (index * STRIDE) % 1)];
  return new Map(
    nodes.map(({ id }, index) => [
      id,
      { x: side * Math.sqrt(SHAPE) * (x[index] ?? 0), y: (side / Math.sqrt(SHAPE)) * (y[index] ?? 0) },
    ]),
  );
}

/** Returns the distances of all stars from some that are far from each other, by pivot and star. */
function distancesIn(
  nodes: readonly LayoutNode[],
  links: readonly Pick<LayoutLink, 'from' | 'to'>[],
): readonly Float64Array[] {
  const neighbors = neighborsIn(nodes, links);
  const columns: Float64Array[] = [];
  const nearest = new Float64Array(nodes.length).fill(Infinity);
  const rim = new Uint32Array(nodes.length);
  for (let pivot = 0; columns.length < Math.min(PIVOTS, nodes.length); pivot = farthest(nearest)) {
    const distances = distancesFrom(pivot, neighbors, rim);
    columns.push(distances);
    for (let index = 0; index < nearest.length; index += 1)
      nearest[index] = Math.min(nearest[index] ?? 0, distances[index] ?? 0);
  }
  return columns;
}

/** The neighbors of all stars, one star after the other, and where those of each star begin. */
interface Neighbors {
  readonly list: Uint32Array;
  readonly begins: Uint32Array;
}

function neighborsIn(nodes: readonly LayoutNode[], links: readonly Pick<LayoutLink, 'from' | 'to'>[]): Neighbors {
  const places = new Map(nodes.map(({ id }, index) => [id, index]));
  const ends = new Uint32Array(2 * links.length);
  const begins = new Uint32Array(nodes.length + 1);
  let count = 0;
  for (const { from, to } of links) {
    const [one, other] = [places.get(from), places.get(to)];
    if (one === undefined || other === undefined || one === other) continue;
    ends[count] = one;
    ends[count + 1] = other;
    count += 2;
    begins[one] = (begins[one] ?? 0) + 1;
    begins[other] = (begins[other] ?? 0) + 1;
  }
  // Where those of a star end, from where they are filled in backward.
  for (let at = 1; at < begins.length; at += 1) begins[at] = (begins[at] ?? 0) + (begins[at - 1] ?? 0);
  const list = new Uint32Array(count);
  for (let at = count - 1; at >= 0; at -= 1) {
    const one = ends[at] ?? 0;
    const place = (begins[one] ?? 0) - 1;
    list[place] = ends[at ^ 1] ?? 0;
    begins[one] = place;
  }
  return { list, begins };
}

/**
 * Returns the distances from a star. What can't be reached is a little farther than what can.
 * @param rim As long as there are stars; overwritten.
 */
function distancesFrom(start: number, { list, begins }: Neighbors, rim: Uint32Array): Float64Array {
  const distances = new Float64Array(rim.length).fill(-1);
  distances[start] = 0;
  rim[0] = start;
  let end = 1;
  let most = 0;
  for (let at = 0; at < end; at += 1) {
    const from = rim[at] ?? 0;
    most = distances[from] ?? 0;
    for (let index = begins[from] ?? 0; index < (begins[from + 1] ?? 0); index += 1) {
      const other = list[index] ?? 0;
      if (distances[other] !== -1) continue;
      distances[other] = most + 1;
      rim[end] = other;
      end += 1;
    }
  }
  for (let at = 0; at < distances.length; at += 1) if (distances[at] === -1) distances[at] = most + 2;
  return distances;
}

function farthest(nearest: Float64Array): number {
  let best = 0;
  for (let index = 1; index < nearest.length; index += 1)
    if ((nearest[index] ?? 0) > (nearest[best] ?? 0)) best = index;
  return best;
}

/** Squares distances and centers them by pivot and by star, as classical scaling does. */
function centered(columns: readonly Float64Array[], count: number): readonly Float64Array[] {
  const squares = columns.map((column) => column.map((distance) => distance * distance));
  const ofColumns = squares.map((column) => column.reduce((sum, value) => sum + value, 0) / count);
  const ofRows = new Float64Array(count);
  for (const column of squares)
    for (let index = 0; index < count; index += 1)
      ofRows[index] = (ofRows[index] ?? 0) + (column[index] ?? 0) / squares.length;
  const all = ofColumns.reduce((sum, value) => sum + value, 0) / squares.length;
  return squares.map((column, pivot) =>
    column.map((value, index) => -0.5 * (value - (ofColumns[pivot] ?? 0) - (ofRows[index] ?? 0) + all)),
  );
}

/** Returns the coordinates of all stars in the two directions in which they differ most. */
function directionsOf(columns: readonly Float64Array[], count: number): readonly [Float64Array, Float64Array] {
  const products = columns.map(() => new Float64Array(columns.length));
  for (const [at, one] of columns.entries())
    for (let other = 0; other <= at; other += 1) set(products, at, other, product(one, columns[other] ?? one));
  const first = mainDirection(products, undefined);
  const second = mainDirection(products, first);
  const project = (direction: Float64Array) => {
    const along = new Float64Array(count);
    for (const [pivot, column] of columns.entries())
      for (let index = 0; index < count; index += 1)
        along[index] = (along[index] ?? 0) + (column[index] ?? 0) * (direction[pivot] ?? 0);
    return along;
  };
  return [project(first), project(second)];
}

function set(symmetric: readonly Float64Array[], at: number, other: number, value: number): void {
  const [row, column] = [symmetric[at], symmetric[other]];
  if (row) row[other] = value;
  if (column) column[at] = value;
}

function product(one: Float64Array, other: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < one.length; at += 1) sum += (one[at] ?? 0) * (other[at] ?? 0);
  return sum;
}

/** Returns the main direction of a matrix, across another one, by power iteration. */
function mainDirection(products: readonly Float64Array[], across: Float64Array | undefined): Float64Array {
  let direction = Float64Array.from(products, (_, index) => Math.cos(1 + index * (across ? 2.4 : 1)));
  for (let round = 0; round < ITERATIONS; round += 1) {
    const next = new Float64Array(direction.length);
    for (const [at, row] of products.entries()) next[at] = product(row, direction);
    const shared = across ? product(next, across) : 0;
    if (across) for (let at = 0; at < next.length; at += 1) next[at] = (next[at] ?? 0) - shared * (across[at] ?? 0);
    const length = Math.hypot(...next);
    // Nothing differs in this direction.
    if (length < 1e-9) return next.fill(0);
    for (let at = 0; at < next.length; at += 1) next[at] = (next[at] ?? 0) / length;
    direction = next;
  }
  return direction;
}

/**
 * Returns positions from -0.5 to 0.5, in the order of the coordinates and with equal distances, so that no part of the
 * picture is crowded.
 * @param tieOf Tells stars apart whose coordinates are the same.
 */
function evenly(along: Float64Array, tieOf: (index: number) => number): readonly number[] {
  const order = [...along.keys()].sort((a, b) => {
    const difference = Math.round((along[a] ?? 0) / SAME) - Math.round((along[b] ?? 0) / SAME);
    return difference === 0 ? tieOf(a) - tieOf(b) : difference;
  });
  const positions = new Array<number>(along.length).fill(0);
  for (const [rank, index] of order.entries()) positions[index] = (rank + 0.5) / along.length - 0.5;
  return positions;
}
