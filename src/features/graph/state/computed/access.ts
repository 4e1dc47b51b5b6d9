import type { Bits, Connectivity } from '../../../../policy/reach';
import type { Access } from '../../protocol/elements';
import type { ComputedNode } from './computed-node';

/**
 * Returns whom a node's own policy lets in and out: everyone outside the node on all ports and protocols, some, or
 * nobody. undefined for what is outside, for endpoints of hosts, and for workloads without an address.
 */
export function accessOf({ node, ends }: ComputedNode, connectivity: Connectivity): Access | undefined {
  if (node.kind !== 'workload' || ends.length === 0) return undefined;
  const others = maskOf(connectivity.groups.all.length);
  for (const { index } of ends) others[index >>> 5] = (others[index >>> 5] ?? 0) & ~(1 << (index & 31));
  const rows = (side: 'reaches' | 'reachedBy') =>
    ends.flatMap((end) => connectivity.kinds.map((kind) => connectivity[side](end, kind)));
  return { inbound: extentOf(rows('reachedBy'), others), outbound: extentOf(rows('reaches'), others) };
}

function extentOf(rows: readonly Bits[], others: Bits): Access['inbound'] {
  const distinct = [...new Set(rows)];
  if (distinct.every((row) => others.every((word, index) => (word & (row[index] ?? 0)) === word))) return 'all';
  return distinct.every((row) => others.every((word, index) => (word & (row[index] ?? 0)) === 0)) ? 'none' : 'some';
}

/** A set of all numbers below `size`. */
function maskOf(size: number): Bits {
  const bits = new Int32Array((size + 31) >>> 5).fill(-1);
  if (size % 32 !== 0) bits[bits.length - 1] = (1 << (size % 32)) - 1;
  return bits;
}
