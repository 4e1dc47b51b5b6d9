import { setBit, wordsFor, type Bits, type Connectivity } from '../../../../policy/reach';
import { IPIP, UDP } from '../../../../policy/model/protocol';
import type { Access } from '../../protocol/elements';
import type { ComputedNode } from './computed-node';

type Kind = Connectivity['kinds'][number];
type Settings = Connectivity['model']['settings'];

/**
 * Returns whom a node's own policy lets in and out: everyone outside the node on all ports and protocols, some, or
 * nobody. undefined for what is outside, for endpoints of hosts, and for workloads without an address.
 */
export function accessOf({ node, ends, bits }: ComputedNode, connectivity: Connectivity): Access | undefined {
  if ((node.kind !== 'workload' && node.kind !== 'group') || ends.length === 0) return undefined;
  const { all } = connectivity.groups;
  const others = new Int32Array(wordsFor(all.length));
  for (const { index } of all) setBit(others, index);
  for (let word = 0; word < others.length; word += 1) others[word] = (others[word] ?? 0) & ~(bits[word] ?? 0);
  const rows = (side: 'reaches' | 'reachedBy', kinds: readonly Kind[]) =>
    new Set(ends.flatMap((end) => kinds.map((kind) => connectivity[side](end, kind))));
  const { kinds, model } = connectivity;
  const sent = kinds.filter((kind) => !isOfTunnels(kind, model.settings));
  return { inbound: extentOf(rows('reachedBy', kinds), others), outbound: extentOf(rows('reaches', sent), others) };
}

/** Whether Felix drops the packets whatever policy says, because a workload would speak to another host's tunnel. */
function isOfTunnels({ protocol, first, last }: Kind, { encapsulation, vxlanPort }: Settings): boolean {
  if (protocol === IPIP) return !encapsulation.ipip;
  return protocol === UDP && first === vxlanPort && last === vxlanPort && !encapsulation.vxlan;
}

function extentOf(rows: ReadonlySet<Bits>, others: Bits): Access['inbound'] {
  let [isAll, isNone] = [true, true];
  for (const row of rows) {
    for (let word = 0; word < others.length; word += 1) {
      const open = (row[word] ?? 0) & (others[word] ?? 0);
      if (open !== 0) isNone = false;
      if (open !== others[word]) isAll = false;
    }
    if (!isAll && !isNone) return 'some';
  }
  return isAll ? 'all' : isNone ? 'none' : 'some';
}
