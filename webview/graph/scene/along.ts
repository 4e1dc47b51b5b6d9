import type { Box } from './box';
import { endAngle, type Curve } from './curve';
import type { Point } from './point';

/**
 * Distance between the checked points of an edge, in pixels, so small that what is between two of them can't reach into
 * the corner of a text.
 */
const STEP = 8;
const MOST_STEPS = 200;
/** Length of the glyph beyond the curve's end, in pixels. */
const GLYPH = 12;
/** Distance that edges keep from texts, in pixels. */
export const AROUND = 4;
/** Number of points of an edge that one box covers. */
const POINTS = 3;

/** Returns small boxes along curves, which together cover them. */
export function boxesAlong(curves: readonly Curve[]): readonly Box[] {
  return curves.flatMap((curve) => {
    const points: Point[] = [];
    followEdge(curve, (x, y) => {
      points.push({ x, y });
      return true;
    });
    return Array.from({ length: Math.ceil((points.length - 1) / POINTS) }, (_, index): Box => {
      const covered = points.slice(index * POINTS, (index + 1) * POINTS + 1);
      return boxAround(covered);
    });
  });
}

/**
 * Visits points of an edge, from its start to the tip of its glyph.
 * @param visit Returns false to end. Gets numbers, because routing visits millions of points.
 */
export function followEdge(curve: Curve, visit: (x: number, y: number) => boolean): void {
  const { start, control, end } = curve;
  const length =
    Math.hypot(control.x - start.x, control.y - start.y) + Math.hypot(end.x - control.x, end.y - control.y);
  const steps = Math.max(1, Math.min(MOST_STEPS, Math.ceil(length / STEP)));
  const angle = endAngle(curve);
  for (let step = 0; step <= steps; step += 1) {
    const t = step / steps;
    const [u, v, w] = [(1 - t) * (1 - t), 2 * t * (1 - t), t * t];
    if (!visit(u * start.x + v * control.x + w * end.x, u * start.y + v * control.y + w * end.y)) return;
  }
  visit(end.x + GLYPH * Math.cos(angle), end.y + GLYPH * Math.sin(angle));
}

/** Returns the box around points, with the margin that edges keep. */
function boxAround(points: readonly Point[]): Box {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { x, y } of points) {
    left = Math.min(left, x - AROUND);
    top = Math.min(top, y - AROUND);
    right = Math.max(right, x + AROUND);
    bottom = Math.max(bottom, y + AROUND);
  }
  return { left, top, right, bottom };
}
