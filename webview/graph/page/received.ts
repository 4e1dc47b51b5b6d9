import type { GraphEdge } from '../../../src/features/graph/protocol/elements';
import type { Patch, StateMessage } from '../../../src/features/graph/protocol/messages';
import type { Graph, GraphState } from '../../../src/features/graph/protocol/state';
import { ByEdge } from './by-edge';
import { withReplaced } from './incremental';

/** The state as last received from the host. */
export interface Received {
  readonly revision: number;
  readonly state: GraphState;
}

/**
 * Applies a message. Returns undefined if a patch is for another revision, so that the page must request the whole
 * state.
 */
export function receive(before: Received | undefined, message: StateMessage): Received | undefined {
  switch (message.type) {
    case 'state':
      return { revision: message.revision, state: message.state };
    case 'patch':
      if (before?.revision !== message.base || before.state.kind !== 'graph') return undefined;
      return { revision: message.revision, state: patched(before.state, message) };
  }
}

/** Returns the key of an edge, unambiguous for all IDs. */
export function edgeKey({ from, to }: Pick<GraphEdge, 'from' | 'to'>): string {
  return JSON.stringify([from, to]);
}

/** Unchanged groups keep their identity. */
function sameGroups(before: Graph['groups'], after: NonNullable<Graph['groups']>): NonNullable<Graph['groups']> {
  return before?.length === after.length && after.every(({ id }, index) => before[index]?.id === id) ? before : after;
}

/** Applies a patch. Unchanged parts keep their identity. */
export function patched(graph: Graph, change: Omit<Patch, 'type' | 'base' | 'revision' | 'sentAt'>): Graph {
  return {
    kind: 'graph',
    observedAt: change.observedAt,
    nodes: merged(graph.nodes, change.nodes, new Set(change.goneNodes), ({ id }) => id),
    edges: mergedEdges(graph.edges, change),
    ...(change.groups && { groups: sameGroups(graph.groups, change.groups) }),
    ...(change.banner && { banner: change.banner }),
    ...(change.stale && { stale: change.stale }),
    ...(change.preview && { preview: change.preview }),
    ...(change.moment && { moment: change.moment }),
    ...(change.content && { content: change.content }),
  };
}

function merged<T>(before: T[], changed: readonly T[], gone: ReadonlySet<string>, keyOf: (item: T) => string): T[] {
  if (changed.length === 0 && gone.size === 0) return before;
  const items = new Map(before.map((item) => [keyOf(item), item]));
  for (const key of gone) items.delete(key);
  for (const item of changed) items.set(keyOf(item), item);
  return [...items.values()];
}

/** The index of each edge in a list. Shared by all lists derived from it by replacing edges. */
const placesByList = new WeakMap<readonly GraphEdge[], ByEdge<number>>();

function mergedEdges(before: GraphEdge[], { edges, goneEdges }: Pick<Patch, 'edges' | 'goneEdges'>): GraphEdge[] {
  if (edges.length === 0 && goneEdges.length === 0) return before;
  const places = placesByList.get(before) ?? placesOf(before);
  placesByList.set(before, places);
  const replaced = edges.flatMap((edge) => {
    const place = places.get(edge);
    return place === undefined ? [] : [[place, edge] as const];
  });
  if (goneEdges.length === 0 && replaced.length === edges.length) {
    const after = withReplaced(before, replaced);
    placesByList.set(after, places);
    return after;
  }
  const [changed, gone] = [new ByEdge<GraphEdge>(), new ByEdge<true>()];
  for (const edge of edges) changed.set(edge, edge);
  for (const ends of goneEdges) gone.set(ends, true);
  const kept = before.flatMap((edge) => (gone.get(edge) ? [] : [changed.take(edge) ?? edge]));
  return [...kept, ...changed.values()];
}

function placesOf(edges: readonly GraphEdge[]): ByEdge<number> {
  const places = new ByEdge<number>();
  edges.forEach((edge, place) => places.set(edge, place));
  return places;
}
