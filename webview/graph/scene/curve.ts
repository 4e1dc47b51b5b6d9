import type { Point } from './point';

/** A quadratic Bézier curve. */
export interface Curve {
  readonly start: Point;
  readonly control: Point;
  readonly end: Point;
}

/** How a curve bends, as fractions of the distance of its stars. */
export interface Bend {
  /** Offset of the control point to the left of the curve's direction. */
  readonly bow: number;
  /** Offset of the control point from the middle, towards the end. */
  readonly lean: number;
}

/** The bend of an edge that makes no detour, which separates two opposite edges. */
export const DIRECT: Bend = { bow: 0.13, lean: 0 };

/** Bisection steps for the point where a curve leaves a disc: 2⁻¹² of its length is far below a pixel. */
const STEPS = 12;

/** Returns the control point of the curve between two stars' centers. */
export function controlOf(from: Point, to: Point, { bow, lean }: Bend = DIRECT): Point {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  return { x: (from.x + to.x) / 2 + dx * lean + dy * bow, y: (from.y + to.y) / 2 + dy * lean - dx * bow };
}

/** Returns the curve between two stars' centers, cut off at the given distances from both. */
export function bowedCurve(from: Point, to: Point, startGap: number, endGap: number, bend = DIRECT): Curve {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const whole: Curve = { start: from, control: controlOf(from, to, bend), end: to };
  // Overlapping stars leave nothing to draw between them.
  if (Math.hypot(dx, dy) <= startGap + endGap) return { start: from, control: from, end: from };
  return between(whole, leaving(whole, from, startGap, 0), leaving(whole, to, endGap, 1));
}

/** Returns the point at a fraction, 0 to 1, of the curve. */
export function pointAt({ start, control, end }: Curve, t: number): Point {
  const u = 1 - t;
  return {
    x: u * u * start.x + 2 * u * t * control.x + t * t * end.x,
    y: u * u * start.y + 2 * u * t * control.y + t * t * end.y,
  };
}

/** Returns the direction at the curve's end, in radians. */
export function endAngle({ start, control, end }: Curve): number {
  const from = control.x === end.x && control.y === end.y ? start : control;
  return Math.atan2(end.y - from.y, end.x - from.x);
}

/** Formats the curve as an SVG path. */
export function pathOf({ start, control, end }: Curve): string {
  return `M${spot(start)}Q${spot(control)} ${spot(end)}`;
}

/** Formats a point for SVG, to a tenth of a pixel. */
export function spot({ x, y }: Point): string {
  return `${x.toFixed(1)},${y.toFixed(1)}`;
}

/** Returns where, counted from the end `inside`, the curve is `gap` away from a center. */
function leaving({ start, control, end }: Curve, center: Point, gap: number, inside: 0 | 1): number {
  let near: number = inside;
  let far = 0.5;
  // Runs twice for each of thousands of edges: allocates nothing, and compares squares.
  for (let step = 0; step < STEPS; step++) {
    const t = (near + far) / 2;
    const u = 1 - t;
    const dx = u * u * start.x + 2 * u * t * control.x + t * t * end.x - center.x;
    const dy = u * u * start.y + 2 * u * t * control.y + t * t * end.y - center.y;
    if (dx * dx + dy * dy < gap * gap) near = t;
    else far = t;
  }
  return far;
}

/** Returns the part of a curve between two of its points, by de Casteljau. */
function between(curve: Curve, from: number, to: number): Curve {
  const { start, control, end } = curve;
  const [u, v] = [1 - from, 1 - to];
  return {
    start: pointAt(curve, from),
    control: {
      x: u * v * start.x + (u * to + from * v) * control.x + from * to * end.x,
      y: u * v * start.y + (u * to + from * v) * control.y + from * to * end.y,
    },
    end: pointAt(curve, to),
  };
}
