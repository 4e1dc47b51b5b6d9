import { Graph, layout } from '@dagrejs/dagre';
import { ROOM, type LayoutLink, type LayoutNode, type Places } from './place';
import { steps } from './steps';

/** Space between two layers for the curves. */
const BETWEEN = 110;
/** Maximum number of open links. Beyond that the best order takes seconds: 600 take five, 1,500 half a minute. */
const MOST_LINKS = 200;
/** The same for stars. */
const MOST_STARS = 300;

/** Places stars in layers, clients above the services they reach. Only open connections count. */
export function layered(nodes: readonly LayoutNode[], links: readonly LayoutLink[]): Places {
  if (nodes.length > MOST_STARS || links.filter(({ open }) => open).length > MOST_LINKS) return steps(nodes, links);
  const graph = new Graph();
  graph.setGraph({ rankdir: 'TB', nodesep: ROOM, ranksep: BETWEEN });
  graph.setDefaultEdgeLabel(() => ({}));
  const ids = new Set(nodes.map(({ id }) => id));
  for (const { id } of nodes.toSorted((a, b) => (a.id < b.id ? -1 : 1)))
    graph.setNode(id, { width: ROOM, height: ROOM });
  for (const { from, to, open } of links) if (open && ids.has(from) && ids.has(to)) graph.setEdge(from, to);
  layout(graph);
  return new Map(
    nodes.map(({ id }) => {
      const { x = 0, y = 0 } = graph.node(id) as { x?: number; y?: number };
      return [id, { x: Math.round(x), y: Math.round(y) }];
    }),
  );
}
