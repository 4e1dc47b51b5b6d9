import type { Curve } from './curve';
import type { NodeShape, Scene } from './scene';

/** Width of a band, in pixels at a zoom of one. */
export const BAND = 4.5;
/** How much of the picture bands may cover before they become thinner, and their minimum width. */
const ROOMY = 0.3;
const THINNEST = 0.5;

/** Returns the width factor of bands: the more there are, the thinner they become. */
export function weightOf(density: number): number {
  return Math.max(THINNEST, Math.min(1, ROOMY / (density * BAND)));
}

/** Returns the opacity factor of unreachable edges for a width factor of bands. */
export function stepBackOf(weight: number): number {
  return 0.1 + 0.9 * weight;
}

/** Returns how often lines of one pixel would cover the picture at a zoom of one. */
export function densityOf({ nodes, edges }: Pick<Scene, 'nodes' | 'edges'>): number {
  return density(
    nodes,
    edges.reduce((sum, { curve }) => sum + lengthOf(curve), 0),
  );
}

/** The same, for edges of a given total length. */
export function density(nodes: readonly NodeShape[], length: number): number {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const {
    place: { x, y },
  } of nodes) {
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  const area = nodes.length === 0 ? 0 : (right - left) * (bottom - top);
  return area > 0 ? length / area : 0;
}

/** Returns the approximate length of an edge. */
export function lengthOf({ start, end }: Curve): number {
  return Math.hypot(end.x - start.x, end.y - start.y);
}
