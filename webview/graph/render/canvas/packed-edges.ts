import { density, lengthOf } from '../../scene/parallel-edges';
import { replacedAt, replacedByAlike } from '../../page/incremental';
import type { EdgeShape, NodeShape, Scene } from '../../scene/scene';

/** How an edge is painted, in painting order: the first are at the bottom. */
export const EDGE_STYLES = ['unknown', 'unreachable', 'fetch', 'allowed', 'reachable'] as const;
export type EdgeStyle = (typeof EDGE_STYLES)[number];

/**
 * Edges and glows, packed so that sending them to a worker is a single copy. All lengths are pixels at a zoom of one.
 */
export interface PackedEdges {
  /** Six numbers per edge: start, control point and end of its curve. */
  readonly curves: Float32Array;
  /** An index into {@link EDGE_STYLES} per edge. */
  readonly styles: Uint8Array;
  /** The index of the source star, and so of its color, per edge. */
  readonly colours: Uint16Array;
  /** Two numbers per glowing star: its position. */
  readonly glows: Float32Array;
  readonly glowColors: Uint16Array;
  /** How often lines of one pixel would cover the picture at a zoom of one. */
  readonly density: number;
}

/** The theme's values for painting. */
export interface Paints {
  /** One CSS color per star. */
  readonly colours: readonly string[];
  /** Opacities of reachable edges, of all others, and of glows. */
  readonly band: number;
  readonly faint: number;
  readonly glow: number;
}

/** Returns the edge indices in painting order: by style, stable within a style. */
export function paintingOrder(styles: Uint8Array): Uint32Array {
  const order = new Uint32Array(styles.length);
  let next = 0;
  for (let style = 0; style < EDGE_STYLES.length; style += 1) {
    for (let index = 0; index < styles.length; index += 1) if (styles[index] === style) order[next++] = index;
  }
  return order;
}

/** Packs the pictures of a changing graph. If one was derived from the last, packs only what was replaced. */
export class Packer {
  #nodes: readonly NodeShape[] = [];
  #edges: readonly EdgeShape[] = [];
  #packed: PackedEdges | undefined;
  /** The indices of the stars by ID. */
  #stars: ReadonlyMap<string, number> = new Map();
  /** The total length of all edges. */
  #length = 0;

  pack({ nodes, edges }: Pick<Scene, 'nodes' | 'edges'>): PackedEdges {
    const before = this.#packed;
    const sameStars = replacedByAlike(this.#nodes, nodes, (one, other) => one.node.id === other.node.id) !== undefined;
    if (!sameStars) this.#stars = new Map(nodes.map(({ node }, at) => [node.id, at]));
    const replaced = before && sameStars ? replacedAt(this.#edges, edges) : undefined;
    const strokes = before && replaced ? this.#replace(before, edges, replaced) : this.#begin(edges);
    const glowing = nodes.flatMap(({ node, place }, at) =>
      node.kind === 'probe' && node.answered ? [{ place, at }] : [],
    );
    this.#nodes = nodes;
    this.#edges = edges;
    this.#packed = {
      ...strokes,
      glows: Float32Array.from(glowing.flatMap(({ place: { x, y } }) => [x, y])),
      glowColors: Uint16Array.from(glowing, ({ at }) => at),
      density: density(nodes, this.#length),
    };
    return this.#packed;
  }

  #begin(edges: readonly EdgeShape[]): Strokes {
    const strokes = {
      curves: new Float32Array(edges.length * 6),
      styles: new Uint8Array(edges.length),
      colours: new Uint16Array(edges.length),
    };
    this.#length = 0;
    edges.forEach((shape, at) => {
      this.#write(strokes, at, shape);
      this.#length += lengthOf(shape.curve);
    });
    return strokes;
  }

  #replace(before: PackedEdges, edges: readonly EdgeShape[], replaced: readonly number[]): Strokes {
    const strokes = { curves: before.curves.slice(), styles: before.styles.slice(), colours: before.colours.slice() };
    for (const at of replaced) {
      const [old, shape] = [this.#edges[at], edges[at]];
      if (!old || !shape) continue;
      this.#write(strokes, at, shape);
      this.#length += lengthOf(shape.curve) - lengthOf(old.curve);
    }
    return strokes;
  }

  #write({ curves, styles, colours }: Strokes, at: number, shape: EdgeShape): void {
    const { start, control, end } = shape.curve;
    const first = at * 6;
    curves[first] = start.x;
    curves[first + 1] = start.y;
    curves[first + 2] = control.x;
    curves[first + 3] = control.y;
    curves[first + 4] = end.x;
    curves[first + 5] = end.y;
    styles[at] = EDGE_STYLES.indexOf(styleOf(shape));
    colours[at] = this.#stars.get(shape.edge.from) ?? 0;
  }
}

type Strokes = Pick<PackedEdges, 'curves' | 'styles' | 'colours'>;

function styleOf({ edge: { kind, state } }: EdgeShape): EdgeStyle {
  if (state === 'denied') return 'unreachable';
  return state === 'reachable' && kind === 'fetch' ? 'fetch' : state;
}
