import type { Bits, Connectivity } from '../../../../policy/reach';
import { protocolName } from '../../../../policy/model/protocol';
import type { GraphEdge, PortRange } from '../../protocol/elements';
import { allowedOf } from './allowed';
import type { ComputedNode } from './computed-node';

/**
 * Returns how many workloads of each end an edge of a collapsed group concerns: those that may connect to any at the
 * other end, and those that any of these may connect to. undefined for an edge between other nodes.
 * @param ports What the edge shows.
 */
export function concernsOf(
  from: ComputedNode,
  to: ComputedNode,
  ports: readonly PortRange[],
  connectivity: Connectivity,
): GraphEdge['concerns'] {
  if (from.node.kind !== 'group' && to.node.kind !== 'group') return undefined;
  const shown = allowedOf(connectivity).filter(({ kinds }) => kinds.some((kind) => isShown(kind, ports)));
  const senders = new Set<number>();
  const reached = new Int32Array(to.bits.length);
  for (const { rows } of shown) {
    for (const { index } of from.ends) {
      const row = rows[index];
      if (!row || !meets(row, to)) continue;
      senders.add(index);
      for (const word of to.words) reached[word] = (reached[word] ?? 0) | (row[word] ?? 0);
    }
  }
  if (senders.size === 0) return undefined;
  return {
    from: countOf(from, (index) => senders.has(index)),
    to: countOf(to, (index) => (((reached[index >>> 5] ?? 0) >>> (index & 31)) & 1) === 1),
  };
}

function meets(row: Bits, { words, bits }: ComputedNode): boolean {
  return words.some((word) => ((row[word] ?? 0) & (bits[word] ?? 0)) !== 0);
}

function isShown(kind: Connectivity['kinds'][number], ports: readonly PortRange[]): boolean {
  return ports.some(
    ({ protocol = 'tcp', first, last }) =>
      protocolName(kind.protocol).toLowerCase() === protocol && first <= kind.last && kind.first <= last,
  );
}

/** Counts the workloads of a node by the numbers of their ends. */
function countOf({ counts }: ComputedNode, isMeant: (index: number) => boolean): number {
  let count = 0;
  for (const [index, workloads] of counts) if (isMeant(index)) count += workloads;
  return count;
}
