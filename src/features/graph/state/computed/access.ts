import {
  intersection,
  isEmpty,
  setBit,
  without,
  wordsFor,
  type Bits,
  type Connectivity,
} from '../../../../policy/reach';
import type { Access } from '../../protocol/elements';
import type { ComputedNode } from './computed-node';

/**
 * Returns whom a node's own policy lets in and out: everyone outside the node on all ports and protocols, some, or
 * nobody. undefined for what is outside, for endpoints of hosts, and for workloads without an address.
 */
export function accessOf({ node, ends }: ComputedNode, connectivity: Connectivity): Access | undefined {
  if (node.kind !== 'workload' || ends.length === 0) return undefined;
  const { all } = connectivity.groups;
  const others = new Int32Array(wordsFor(all.length));
  for (const group of all) if (!ends.includes(group)) setBit(others, group.index);
  const rows = (side: 'reaches' | 'reachedBy') =>
    ends.flatMap((end) => connectivity.kinds.map((kind) => connectivity[side](end, kind)));
  return { inbound: extentOf(rows('reachedBy'), others), outbound: extentOf(rows('reaches'), others) };
}

function extentOf(rows: readonly Bits[], others: Bits): Access['inbound'] {
  const distinct = [...new Set(rows)];
  if (distinct.every((row) => isEmpty(without(others, row)))) return 'all';
  return distinct.every((row) => isEmpty(intersection(others, row))) ? 'none' : 'some';
}
