import { setBit, wordsFor, type Bits, type Connectivity, type Group } from '../../../../policy/reach';
import { accessOf } from './access';
import { isOutside } from './outside-nodes';
import type { WorkloadGroup } from './workload-groups';

/** A node, and the groups of equivalent ends in it; none for an endpoint of a host. */
export interface ComputedNode extends WorkloadGroup {
  readonly ends: readonly Group[];
  /** The same as bits, and which words of these are not zero. */
  readonly bits: Bits;
  readonly words: readonly number[];
  /** How many of the parties are at each end, by its number. */
  readonly counts: ReadonlyMap<number, number>;
}

const known = new WeakMap<Connectivity, WeakMap<WorkloadGroup, ComputedNode>>();

/** Finds the ends of a node in the policy, and whom that lets in and out. Workloads without an address have no ends. */
export function computedNode(group: WorkloadGroup, connectivity: Connectivity): ComputedNode {
  const nodes = known.get(connectivity) ?? new WeakMap<WorkloadGroup, ComputedNode>();
  known.set(connectivity, nodes);
  let found = nodes.get(group);
  if (!found) nodes.set(group, (found = compute(group, connectivity)));
  return found;
}

function compute(group: WorkloadGroup, connectivity: Connectivity): ComputedNode {
  const { groups } = connectivity;
  const ends = isOutside(group) ? group.groups : new Set(group.parties.flatMap((party) => groups.of(party) ?? []));
  const bits = new Int32Array(wordsFor(groups.all.length));
  const counts = new Map<number, number>();
  for (const party of group.parties) {
    const index = groups.of(party)?.index;
    if (index !== undefined) counts.set(index, (counts.get(index) ?? 0) + 1);
  }
  for (const { index } of ends) setBit(bits, index);
  const node = { ...group, ends: [...ends], bits, words: [...bits.keys()].filter((word) => bits[word] !== 0), counts };
  const access = accessOf(node, connectivity);
  return access ? { ...node, node: { ...node.node, access } } : node;
}
