import { csvField, END_OF_RECORD } from '../../../base/text/csv';
import type { GraphNode, PortRange } from '../protocol/elements';
import type { Graph } from '../protocol/state';

const COLUMNS = ['from', 'to', 'kind', 'state', 'ports', 'expected', 'agreement'];

/**
 * Converts a graph to comma-separated values (RFC 4180) with a header: one line per connection, without those that only
 * a preview concerns. Ports as in `80, 8000-8080, 53/udp`.
 */
export function graphCsv({ nodes, edges }: Pick<Graph, 'nodes' | 'edges'>): string {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const name = (id: string) => nameOf(byId.get(id)) ?? id;
  const lines = edges
    .filter(({ kind }) => kind !== 'ghost')
    .map(({ from, to, kind, state, partly, ports = [], judgement }) => [
      name(from),
      name(to),
      kind,
      partly ? 'partly allowed' : state,
      ports.map(portText).join(', '),
      judgement?.expected ?? '',
      judgement?.agreement ?? '',
    ]);
  return [COLUMNS, ...lines].map((fields) => fields.map(csvField).join(',') + END_OF_RECORD).join('');
}

/** Names are not unique across namespaces and groups of apps. */
function nameOf(node: GraphNode | undefined): string | undefined {
  if (!node) return undefined;
  return node.app ?? (node.namespace === undefined ? node.name : `${node.namespace}/${node.name}`);
}

function portText({ protocol, first, last }: PortRange): string {
  const ports = first === 0 ? '' : first === last ? String(first) : `${first}-${last}`;
  if (ports === '') return protocol ?? 'tcp';
  return protocol === undefined ? ports : `${ports}/${protocol}`;
}
