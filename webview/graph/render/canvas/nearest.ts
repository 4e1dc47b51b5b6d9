import { pointAt } from '../../scene/curve';
import type { Point } from '../../scene/point';
import type { EdgeShape } from '../../scene/scene';

/**
 * Number of segments that approximate a curve: with a bow of an eighth of the length, the error is a pixel in a
 * thousand.
 */
const PARTS = 16;

/** Finds edges by position. Checks bounding boxes linearly, which takes far below a millisecond for ten thousand. */
export class EdgeFinder {
  #edges: readonly EdgeShape[] = [];
  /** Four numbers per edge: left, top, right, bottom. */
  #hulls: Float32Array | undefined;

  /** Sets the edges. Computes nothing before the first query. */
  load(edges: readonly EdgeShape[]): void {
    this.#edges = edges;
    this.#hulls = undefined;
  }

  /** Returns the edge nearest to a point within a distance, or undefined. */
  nearest({ x, y }: Point, distance: number): EdgeShape | undefined {
    const hulls = (this.#hulls ??= hullsOf(this.#edges));
    let [found, best]: [EdgeShape | undefined, number] = [undefined, distance];
    for (let index = 0; index < this.#edges.length; index += 1) {
      const [left = 0, top = 0, right = 0, bottom = 0] = [
        hulls[index * 4],
        hulls[index * 4 + 1],
        hulls[index * 4 + 2],
        hulls[index * 4 + 3],
      ];
      if (x < left - best || x > right + best || y < top - best || y > bottom + best) continue;
      const shape = this.#edges[index];
      const away = shape ? distanceTo(shape, { x, y }) : Infinity;
      // Of two crossing edges, the later one is drawn on top.
      if (away <= best) [found, best] = [shape, away];
    }
    return found;
  }
}

/** Returns the distance of a point from an edge's line. */
export function distanceTo({ curve }: Pick<EdgeShape, 'curve'>, point: Point): number {
  let least = Infinity;
  let before = curve.start;
  for (let part = 1; part <= PARTS; part += 1) {
    const next = pointAt(curve, part / PARTS);
    least = Math.min(least, distanceToLine(before, next, point));
    before = next;
  }
  return least;
}

function distanceToLine(a: Point, b: Point, { x, y }: Point): number {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const length = dx * dx + dy * dy;
  const along = length === 0 ? 0 : Math.max(0, Math.min(1, ((x - a.x) * dx + (y - a.y) * dy) / length));
  return Math.hypot(x - a.x - along * dx, y - a.y - along * dy);
}

function hullsOf(edges: readonly EdgeShape[]): Float32Array {
  const hulls = new Float32Array(edges.length * 4);
  edges.forEach(({ curve: { start, control, end } }, index) => {
    hulls[index * 4] = Math.min(start.x, control.x, end.x);
    hulls[index * 4 + 1] = Math.min(start.y, control.y, end.y);
    hulls[index * 4 + 2] = Math.max(start.x, control.x, end.x);
    hulls[index * 4 + 3] = Math.max(start.y, control.y, end.y);
  });
  return hulls;
}
