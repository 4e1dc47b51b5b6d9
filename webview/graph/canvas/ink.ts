import type { EdgeShape, NodeShape, Scene } from '../scene';

/** How an edge is painted; the first are painted first and lie below. */
export const LOOKS = ['unknown', 'unreachable', 'fetch', 'reachable'] as const;
export type Look = (typeof LOOKS)[number];

/** Edges and glows, packed so that sending them to a worker is one copy. All lengths are pixels at a zoom of one. */
export interface Ink {
  /** Six numbers an edge: start, control and end of its curve. By look, within a look by colour as they come. */
  readonly curves: Float32Array;
  /** A place in {@link LOOKS} for each edge. */
  readonly looks: Uint8Array;
  /** A place among the colours for each edge. */
  readonly colours: Uint16Array;
  /** Two numbers for each star that glows: its place. */
  readonly glows: Float32Array;
  readonly glowColours: Uint16Array;
  /** How often lines of one pixel would cover the picture at a zoom of one. */
  readonly density: number;
}

/** What the theme says of painting. */
export interface Paints {
  /** As a canvas reads them. */
  readonly colours: readonly string[];
  /** Opacities of edges that are reachable, and of all others, and of the glows. */
  readonly band: number;
  readonly faint: number;
  readonly glow: number;
}

/** Packs a scene. @param colourAt the place of a star's colour among the colours. */
export function inkOf({ nodes, edges }: Pick<Scene, 'nodes' | 'edges'>, colourAt: (id: string) => number): Ink {
  const byLook = LOOKS.map((): EdgeShape[] => []);
  for (const shape of edges) byLook[LOOKS.indexOf(lookOf(shape))]?.push(shape);
  const sorted = byLook.flat();
  const curves = new Float32Array(sorted.length * 6);
  const looks = new Uint8Array(sorted.length);
  const colours = new Uint16Array(sorted.length);
  sorted.forEach((shape, index) => {
    const { start, control, end } = shape.curve;
    curves.set([start.x, start.y, control.x, control.y, end.x, end.y], index * 6);
    looks[index] = LOOKS.indexOf(lookOf(shape));
    colours[index] = colourAt(shape.edge.from);
  });
  const glowing = nodes.filter(({ node }) => node.kind === 'probe' && node.answered);
  const glows = new Float32Array(glowing.length * 2);
  glowing.forEach(({ place: { x, y } }, index) => glows.set([x, y], index * 2));
  return { curves, looks, colours, glows, glowColours: Uint16Array.from(glowing, ({ node }) => colourAt(node.id)), density: densityOf(nodes, edges) };
}

function lookOf({ edge: { kind, state } }: EdgeShape): Look {
  return state === 'reachable' && kind === 'fetch' ? 'fetch' : state;
}

function densityOf(nodes: readonly NodeShape[], edges: readonly EdgeShape[]): number {
  let [left, top, right, bottom, length] = [Infinity, Infinity, -Infinity, -Infinity, 0];
  for (const { place: { x, y } } of nodes) {
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  for (const { curve: { start, end } } of edges) length += Math.hypot(end.x - start.x, end.y - start.y);
  const area = (right - left) * (bottom - top);
  return area > 0 ? length / area : 0;
}
