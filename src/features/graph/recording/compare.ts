import * as l10n from '@vscode/l10n';
import { edgeKey } from '../state/patch';
import type { GraphEdge, GraphNode } from '../protocol/elements';
import type { Graph } from '../protocol/state';

/**
 * Compares two graphs. Returns the later one with all differences, including what exists only in the earlier one. A
 * connection appears when it is reachable now and was not before, whether it was probed or not, and vanishes the other
 * way round. An added or removed star represents its unreachable connections.
 */
export function compareGraphs(earlier: Graph, later: Graph): Graph {
  const [nodesBefore, edgesBefore] = [
    new Map(earlier.nodes.map((node) => [node.id, node])),
    new Map(earlier.edges.map((edge) => [edgeKey(edge), edge])),
  ];
  const nodes = later.nodes.map((node): GraphNode =>
    nodesBefore.has(node.id) ? node : { ...node, compared: 'appeared' },
  );
  const nodesAfter = new Set(later.nodes.map(({ id }) => id));
  const stay = ({ from, to }: GraphEdge) =>
    nodesBefore.has(from) && nodesBefore.has(to) && nodesAfter.has(from) && nodesAfter.has(to);
  const edges = later.edges.map((edge): GraphEdge => {
    const key = edgeKey(edge);
    const compared = comparison(edgesBefore.get(key), edge);
    edgesBefore.delete(key);
    return compared && (compared.how !== 'changed' || stay(edge)) ? { ...edge, compared } : edge;
  });
  const goneNodes = earlier.nodes
    .filter(({ id }) => !nodesAfter.has(id))
    .map((node): GraphNode => ({ ...node, compared: 'vanished' }));
  const goneEdges = [...edgesBefore.values()]
    .filter((edge) => edge.state === 'reachable' || stay(edge))
    .map((edge): GraphEdge => ({
      ...edge,
      state: edge.state === 'reachable' ? 'unknown' : edge.state,
      compared: gone(edge),
    }));
  return { ...later, nodes: [...nodes, ...goneNodes], edges: [...edges, ...goneEdges] };
}

function comparison(before: GraphEdge | undefined, after: GraphEdge): GraphEdge['compared'] {
  const [was, is] = [before?.state === 'reachable', after.state === 'reachable'];
  if (is && !was) return { how: 'appeared', text: l10n.t('appeared') };
  if (was && !is) return { how: 'vanished', text: l10n.t('vanished') };
  if (!before) return { how: 'changed', text: l10n.t('was not probed') };
  if (before.state !== after.state)
    return {
      how: 'changed',
      text: before.state === 'unknown' ? l10n.t('was not measured') : l10n.t('was unreachable'),
    };
  const [expected, wanted] = [before.judgement?.expected, after.judgement?.expected];
  if (expected !== undefined && wanted !== undefined && expected !== wanted)
    return { how: 'changed', text: expectedWords()[expected] };
  return undefined;
}

const expectedWords = () => ({
  allowed: l10n.t('was allowed'),
  denied: l10n.t('was denied'),
  mixed: l10n.t('was allowed for some'),
});

function gone({ state }: GraphEdge): NonNullable<GraphEdge['compared']> {
  return state === 'reachable'
    ? { how: 'vanished', text: l10n.t('vanished') }
    : { how: 'changed', text: l10n.t('is no longer probed') };
}
