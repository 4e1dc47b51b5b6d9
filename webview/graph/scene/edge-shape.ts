import type { EdgeState } from '../../../src/features/graph/protocol/elements';
import { bowedCurve, controlOf, endAngle, pathOf, spot, type Bend, type Curve } from './curve';
import type { DrawnEdge } from './drawn';
import { lotOf } from './text-hash';
import { edgeKey } from '../page/received';
import type { Point } from './point';
import type { EdgeShape, NodeShape } from './scene';

/** Distance of a rounded corner of a group's square from its center, in halves of its side. */
const ROUND_CORNER = 1.25;

/** Gap between the rim of a disc and the ends of its edges. */
const GAP = 6;
/** Length that the glyph at an edge's end takes from the line. */
export const TIP: Readonly<Record<EdgeState, number>> = {
  reachable: 12,
  unreachable: 5,
  unknown: 5,
  allowed: 12,
  denied: 5,
};

/** Returns the curve of an edge between the rims of its stars. */
export function curveOf({ state }: Pick<DrawnEdge, 'state'>, from: NodeShape, to: NodeShape, bend?: Bend): Curve {
  const control = controlOf(from.place, to.place, bend);
  return bowedCurve(
    from.place,
    to.place,
    rimTowards(from, control) + GAP,
    rimTowards(to, control) + GAP + TIP[state],
    bend,
  );
}

/** Returns the shape of an edge. */
export function edgeShape(edge: DrawnEdge, curve: Curve): EdgeShape {
  return new Edge(edge, curve);
}

/**
 * Returns the distance from a star's center to its rim, in the direction of a point. Groups and outside endpoints are
 * squares, groups with rounded corners.
 */
function rimTowards({ node: { kind }, radius, place }: NodeShape, { x, y }: Point): number {
  if (kind !== 'group' && kind !== 'outside') return radius;
  const [dx, dy] = [Math.abs(x - place.x), Math.abs(y - place.y)];
  const side = (radius * Math.hypot(dx, dy)) / (Math.max(dx, dy) || 1);
  return kind === 'group' ? Math.min(side, radius * ROUND_CORNER) : side;
}

/** Computes its paths on first use, because thousands of painted edges never need them. */
class Edge implements EdgeShape {
  readonly key: string;
  #line: string | undefined;
  #tip: string | undefined;
  #lot: number | undefined;

  constructor(
    readonly edge: DrawnEdge,
    readonly curve: Curve,
  ) {
    this.key = edgeKey(edge);
  }

  get line(): string {
    return (this.#line ??= pathOf(this.curve));
  }

  get tip(): string {
    return (this.#tip ??= tipOf(this.edge.state, this.curve));
  }

  get lot(): number {
    return (this.#lot ??= lotOf(this.key));
  }
}

/** An arrowhead, a bar if unreachable or denied, or a hollow diamond if unknown. */
export function tipOf(state: EdgeState, curve: Curve): string {
  const angle = endAngle(curve);
  const at = (along: number, aside: number) =>
    spot({
      x: curve.end.x + along * Math.cos(angle) - aside * Math.sin(angle),
      y: curve.end.y + along * Math.sin(angle) + aside * Math.cos(angle),
    });
  switch (state) {
    case 'reachable':
    case 'allowed':
      return `M${at(12, 0)}L${at(-4, 7.5)}L${at(-0.5, 0)}L${at(-4, -7.5)}Z`;
    case 'unreachable':
    case 'denied':
      return `M${at(1, 7)}L${at(1, -7)}`;
    case 'unknown':
      return `M${at(5, 0)}L${at(0, 4)}L${at(-5, 0)}L${at(0, -4)}Z`;
  }
}
