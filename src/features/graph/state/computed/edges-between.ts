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
  const ranges = openRanges(nodes, connectivity);
  const flows = new Map<ObservedEdge, readonly EdgeFlow[]>();
  for (const from of nodes) {
    for (const to of nodes) {
      if (from === to || (from.node.kind === 'outside' && to.node.kind === 'outside')) continue;
      if (to.node.kind === 'outside' && from.node.access?.outbound === 'all') continue;
      const found = ofHosts(from, to) ?? ranges.get(from)?.get(to);
      const ports = found ? shownPorts(found.open, to.listening) : [];
      if (!found || ports.length === 0) continue;
      const concerns = concernsOf(from, to, ports, connectivity);
      const edge: ObservedEdge = {
        from: from.node.id,
        to: to.node.id,
        kind: 'policy',
        state: 'allowed',
        probes: [],
        ports,
        ...(found.partly && { partly: true }),
        ...(concerns && { concerns }),
      };
      flows.set(
        edge,
        ports.flatMap(({ protocol = 'tcp', first: port }) =>
          protocol === 'tcp' || protocol === 'udp' ? [{ from: from.parties, to: to.parties, protocol, port }] : [],
        ),
      );
    }
  }
  return flows;
}
