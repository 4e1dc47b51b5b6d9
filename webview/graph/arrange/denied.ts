import type { GraphEdge } from '../../../src/features/graph/protocol/elements';
import type { DrawnNode } from '../scene/drawn';
import type { GraphPart } from './visible';

/**
 * Returns the connections from and to a star that policy denies, in a graph of what policy allows: those without an edge.
 * None for a star that policy doesn't judge.
 */
export function deniedEdges(id: string, { nodes, edges }: GraphPart): readonly GraphEdge[] {
  const star = nodes.find((node) => node.id === id);
  if (!star) return [];
  const [out, into] = [new Set<string>(), new Set<string>()];
  for (const { from, to } of edges) {
    if (from === id) out.add(to);
    if (to === id) into.add(from);
  }
  return nodes.flatMap((other) => {
    if (other.id === id) return [];
    return [
      ...(!out.has(other.id) && isDeniedWithoutEdge(star, other) ? [denied(id, other.id)] : []),
      ...(!into.has(other.id) && isDeniedWithoutEdge(other, star) ? [denied(other.id, id)] : []),
    ];
  });
}

type Judged = Pick<DrawnNode, 'kind' | 'url' | 'access'>;

/** Whether policy denies a connection if there is no edge: both are known to policy, and one is not outside. */
export function isDeniedWithoutEdge(from: Judged, to: Judged): boolean {
  if (!isJudged(from) || !isJudged(to) || (from.kind === 'outside' && to.kind === 'outside')) return false;
  return !isAllowedWithoutEdge(from, to);
}

/** Whether policy allows a connection without an edge: workloads that may connect to anything have none to the outside. */
export function isAllowedWithoutEdge(from: Judged, to: Judged): boolean {
  return to.kind === 'outside' && isJudged(to) && from.access?.outbound === 'all';
}

/** Whether edges tell what policy allows: workloads without an address have none. */
function isJudged({ kind, url, access }: Judged): boolean {
  switch (kind) {
    case 'workload':
    case 'group':
      return access !== undefined;
    case 'host':
      return true;
    case 'outside':
      return url === undefined;
    default:
      return false;
  }
}

function denied(from: string, to: string): GraphEdge {
  return { from, to, kind: 'policy', state: 'denied', probes: [] };
}
