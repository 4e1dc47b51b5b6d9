import { unionOf, type Box } from './box';
import type { Curve } from './curve';
import { curveOf, edgeShape } from './edge-shape';
import type { LabelSide } from './labels/label-places';
import { Router } from './router';
import type { DrawnEdge, DrawnNode, Drawing } from './drawn';
import { replacedAt, replacedByAlike, withReplaced } from '../page/incremental';
import type { Point } from './point';
import { leadsAlike, EdgeIndex } from './edge-index';

/** Radius of a star's disc. All lengths are pixels at a zoom of one. */
export const DISC = 30;
/** Radius of the collector, which is the observer rather than observed, and of endpoints without a probe. */
const HUB = 22;
const OUTSIDE = 18;
const GROUP = 40;

const RADII: Readonly<Record<DrawnNode['kind'], number>> = {
  probe: DISC,
  collector: HUB,
  balancer: HUB,
  outside: OUTSIDE,
  workload: DISC,
  host: HUB,
  group: GROUP,
};

export interface NodeShape {
  readonly node: DrawnNode;
  readonly place: Point;
  readonly radius: number;
  /** Labels avoid the edges: above the disc if these lead down. */
  readonly labelAbove: boolean;
  /** Where the label is if edges are routed around it. */
  readonly labelSide?: LabelSide | undefined;
}

export interface EdgeShape {
  readonly key: string;
  readonly edge: DrawnEdge;
  readonly curve: Curve;
  /** The line and the glyph at its end, as SVG paths. */
  readonly line: string;
  readonly tip: string;
  /** A stable number between 0 and 1: if only some of many edges can be shown, those below a threshold are. */
  readonly lot: number;
}

/** The frame around the stars of a group. */
export interface FrameShape {
  readonly key: string;
  readonly name: string;
  readonly box: Box;
}

/** Everything to be drawn, as geometry without colors or elements. */
export interface Scene {
  readonly nodes: readonly NodeShape[];
  readonly edges: readonly EdgeShape[];
  readonly frames: readonly FrameShape[];
  /** The edges of each star. */
  readonly edgeIndex: EdgeIndex;
  /** The extent of labels and detours, if edges make detours around labels and titles of frames. */
  readonly routed?: Box;
}

export const NOTHING: Scene = { nodes: [], edges: [], frames: [], edgeIndex: new EdgeIndex([]) };

/** Space around a star's center for its label and the bends of its edges. */
const MARGIN = { side: 76, above: 78, below: 78 };
/** The same inside a group's frame, with its name above. */
const FRAME = { side: 66, above: 84, below: 78 };

/** Space between a frame and one inside it. */
const INNER = { side: 12, above: 34 };

/** A star's edges lead down if their sum exceeds this number of vertical edges. */
const LEANING = 0.5;

/** Composes the picture of a graph whose nodes all have positions. */
export function compose(drawing: Drawing, places: ReadonlyMap<string, Point>): Scene {
  return new Composer().compose(drawing, places);
}

/**
 * Composes the pictures of a changing graph. Unchanged stars and edges keep their shapes: a changed edge does not
 * affect the geometry of others, and labels are only reconsidered if edges were added or removed.
 */
export class Composer {
  readonly #nodeShapes = new WeakMap<DrawnNode, NodeShape>();
  readonly #edgeShapes = new WeakMap<
    DrawnEdge,
    { readonly shape: EdgeShape; readonly from: NodeShape; readonly to: NodeShape }
  >();
  readonly #router = new Router();
  #drawn: readonly DrawnEdge[] = [];
  #leanings: ReadonlyMap<string, number> = new Map();
  #scene = NOTHING;

  compose(drawing: Drawing, places: ReadonlyMap<string, Point>): Scene {
    const scene = this.#direct(drawing, places);
    return drawing.routed ? this.#router.route(scene) : scene;
  }

  /** Composes a picture without detours. */
  #direct({ nodes, edges, groups }: Drawing, places: ReadonlyMap<string, Point>): Scene {
    const before = this.#scene;
    const replaced = replacedByAlike(this.#drawn, edges, leadsAlike);
    const stays =
      replaced !== undefined &&
      nodes.length === before.nodes.length &&
      nodes.every((node, at) => standsAlike(before.nodes[at], node, places.get(node.id)));
    if (!stays) this.#leanings = leaningsOf(edges, places);
    const shapes = new Map<string, NodeShape>();
    for (const node of nodes) {
      const place = places.get(node.id);
      if (place) shapes.set(node.id, this.#nodeShape(node, place, (this.#leanings.get(node.id) ?? 0) > LEANING));
    }
    const shapeOf = (edge: DrawnEdge | undefined): EdgeShape[] => {
      const [from, to] = edge ? [shapes.get(edge.from), shapes.get(edge.to)] : [];
      return edge && from && to ? [this.#edgeShape(edge, from, to)] : [];
    };
    // If all have a shape, each is at the index of its edge.
    const inPlace = stays && before.edges.length === edges.length;
    const edgeShapes = !inPlace
      ? edges.flatMap(shapeOf)
      : replaced.length === 0
        ? before.edges
        : withReplaced(
            before.edges,
            replaced.flatMap((at) => shapeOf(edges[at]).map((shape) => [at, shape] as const)),
          );
    this.#drawn = edges;
    this.#scene = {
      nodes: [...shapes.values()],
      edges: edgeShapes,
      frames: groups.flatMap(({ key, name, members, levels = 0 }) => {
        const box = around(
          members.flatMap((id) => shapes.get(id) ?? []),
          {
            side: FRAME.side + levels * INNER.side,
            above: FRAME.above + levels * INNER.above,
            below: FRAME.below + levels * INNER.side,
          },
        );
        return box ? [{ key, name, box }] : [];
      }),
      edgeIndex: inPlace ? before.edgeIndex : new EdgeIndex(edgeShapes.map(({ edge }) => edge)),
    };
    return this.#scene;
  }

  #nodeShape(node: DrawnNode, place: Point, labelAbove: boolean): NodeShape {
    const known = this.#nodeShapes.get(node);
    if (known?.place === place && known.labelAbove === labelAbove) return known;
    const shape = { node, place, radius: RADII[node.kind], labelAbove };
    this.#nodeShapes.set(node, shape);
    return shape;
  }

  #edgeShape(edge: DrawnEdge, from: NodeShape, to: NodeShape): EdgeShape {
    const known = this.#edgeShapes.get(edge);
    if (known && isAt(known.from, from) && isAt(known.to, to)) return known.shape;
    const shape = edgeShape(edge, curveOf(edge, from, to));
    this.#edgeShapes.set(edge, { shape, from, to });
    return shape;
  }
}

function standsAlike(shape: NodeShape | undefined, node: DrawnNode, place: Point | undefined): boolean {
  return shape?.node.id === node.id && shape.node.kind === node.kind && shape.place === place;
}

/** Whether stars were added, removed, moved or replaced between two pictures. */
export function hasMoved(before: Scene, after: Scene): boolean {
  return replacedAt(before.nodes, after.nodes)?.length !== 0;
}

/** Returns the bounding box of all stars with their labels, or undefined if there are none. */
export function boundsOf({ nodes, routed }: Pick<Scene, 'nodes' | 'routed'>): Box | undefined {
  const box = around(nodes, MARGIN);
  return box && routed ? unionOf([box, routed]) : box;
}

function around(nodes: readonly NodeShape[], margin: typeof MARGIN): Box | undefined {
  if (nodes.length === 0) return undefined;
  return nodes.reduce<Box>(
    ({ left, top, right, bottom }, { place: { x, y } }) => ({
      left: Math.min(left, x - margin.side),
      top: Math.min(top, y - margin.above),
      right: Math.max(right, x + margin.side),
      bottom: Math.max(bottom, y + margin.below),
    }),
    { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity },
  );
}

/** Returns how far the edges of each star lead down (positive) or up, in vertical edges. */
function leaningsOf(edges: readonly DrawnEdge[], places: ReadonlyMap<string, Point>): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const { from, to } of edges) {
    const [start, end] = [places.get(from), places.get(to)];
    if (!start || !end) continue;
    const [dx, dy] = [end.x - start.x, end.y - start.y];
    const slope = dy / (Math.sqrt(dx * dx + dy * dy) || 1);
    sums.set(from, (sums.get(from) ?? 0) + slope);
    sums.set(to, (sums.get(to) ?? 0) - slope);
  }
  return sums;
}

function isAt(a: NodeShape, b: NodeShape): boolean {
  return a.place === b.place && a.radius === b.radius;
}
