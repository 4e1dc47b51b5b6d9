import type { Connectivity } from '../../../../policy/reach';
import type { EdgeFlow } from '../flows';
import type { ObservedEdge } from '../stages';
import type { ComputedNode } from './computed-node';
import { concernsOf } from './concerns';
import { openRanges, type NodeRanges } from './open-ranges';
import { shownPorts } from './shown-ports';

/**
 * Returns an edge from each node to each other to which it may open connections, and the connections that the edge stands
 * for. Nodes that may connect to anyone have no edges to what is outside.
 * @param ofHosts What is allowed from and to endpoints of hosts; undefined for other pairs.
 */
export function edgesBetween(
  nodes: readonly ComputedNode[],
  connectivity: Connectivity,
  ofHosts: (from: ComputedNode, to: ComputedNode) => NodeRanges | undefined = () => undefined,
): ReadonlyMap<ObservedEdge, readonly EdgeFlow[]> {
  const edges = known.get(connectivity) ?? new WeakMap<ComputedNode, WeakMap<ComputedNode, ComputedEdge | 'none'>>();
  known.set(connectivity, edges);
  const isNew = (from: ComputedNode, to: ComputedNode) => edges.get(from)?.has(to) !== true;
  const ranges = openRanges(nodes, connectivity, isNew);
  const flows = new Map<ObservedEdge, readonly EdgeFlow[]>();
  for (const from of nodes) {
    const fromHere = edges.get(from) ?? new WeakMap<ComputedNode, ComputedEdge | 'none'>();
    edges.set(from, fromHere);
    for (const to of nodes) {
      if (from === to || (from.node.kind === 'outside' && to.node.kind === 'outside')) continue;
      if (to.node.kind === 'outside' && from.node.access?.outbound === 'all') continue;
      const ofHost = ofHosts(from, to);
      const found =
        (ofHost ? undefined : fromHere.get(to)) ??
        edgeOf(from, to, ofHost ?? ranges.get(from)?.get(to), connectivity) ??
        'none';
      // What hosts may do depends on all nodes, not on these alone.
      if (!ofHost) fromHere.set(to, found);
      if (found !== 'none') flows.set(found.edge, found.flows);
    }
  }
  return flows;
}

/** An edge, and the connections that it stands for. */
interface ComputedEdge {
  readonly edge: ObservedEdge;
  readonly flows: readonly EdgeFlow[];
}

/** Edges of the same nodes, which other nodes come and go around while groups are expanded. */
const known = new WeakMap<Connectivity, WeakMap<ComputedNode, WeakMap<ComputedNode, ComputedEdge | 'none'>>>();

function edgeOf(
  from: ComputedNode,
  to: ComputedNode,
  found: NodeRanges | undefined,
  connectivity: Connectivity,
): ComputedEdge | undefined {
  const ports = found ? shownPorts(found.open, to.listening, connectivity.model.settings) : [];
  if (!found || ports.length === 0) return undefined;
  const concerns = concernsOf(from, to, ports, connectivity);
  return {
    edge: {
      from: from.node.id,
      to: to.node.id,
      kind: 'policy',
      state: 'allowed',
      probes: [],
      ports,
      ...(found.partly && { partly: true }),
      ...(concerns && { concerns }),
    },
    flows: ports.flatMap(({ protocol = 'tcp', first: port }) =>
      protocol === 'tcp' || protocol === 'udp' ? [{ from: from.parties, to: to.parties, protocol, port }] : [],
    ),
  };
}
