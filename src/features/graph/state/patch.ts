import { sameJson } from '../../../base/json';
import type { GraphEdge } from '../protocol/elements';
import type { Patch } from '../protocol/messages';
import type { Graph } from '../protocol/state';

/** The part of a patch that concerns the graph itself. */
export type GraphChange = Omit<Patch, 'type' | 'base' | 'revision' | 'sentAt'>;

/** Returns the patch that turns `before` into `after`. */
export function diffGraph(before: Graph, after: Graph): GraphChange {
  const nodes = changes(before.nodes, after.nodes, ({ id }) => id);
  const edges = changes(before.edges, after.edges, edgeKey);
  return {
    observedAt: after.observedAt,
    nodes: nodes.changed,
    goneNodes: nodes.gone.map(({ id }) => id),
    edges: edges.changed,
    goneEdges: edges.gone.map(({ from, to }) => ({ from, to })),
    ...(after.groups && { groups: after.groups }),
    banner: after.banner ?? null,
    stale: after.stale ?? null,
    preview: after.preview ?? null,
    moment: after.moment ?? null,
    content: after.content ?? null,
  };
}

function changes<T>(
  before: readonly T[],
  after: readonly T[],
  keyOf: (item: T) => string,
): { changed: T[]; gone: T[] } {
  // Usually nothing has changed or moved, and keys are expensive.
  const stays = after.map((item, index) => sameJson(before[index], item));
  const [left, came] = [
    before.filter((_, index) => stays[index] !== true),
    after.filter((_, index) => stays[index] !== true),
  ];
  if (left.length === 0 && came.length === 0) return { changed: [], gone: [] };
  const old = new Map(left.map((item) => [keyOf(item), item]));
  const kept = new Set(came.map(keyOf));
  return {
    changed: came.filter((item) => !sameJson(old.get(keyOf(item)), item)),
    gone: left.filter((item) => !kept.has(keyOf(item))),
  };
}

/** Returns the map key of an edge, whatever characters the IDs contain. */
export function edgeKey({ from, to }: Pick<GraphEdge, 'from' | 'to'>): string {
  return JSON.stringify([from, to]);
}
