import type { Bits, Connectivity, OpenRange } from '../../../../policy/reach';
import { allowedOf, type Allowed } from './allowed';
import type { ComputedNode } from './computed-node';

type Kind = Connectivity['kinds'][number];

/** What policy allows from one node to another. */
export interface NodeRanges {
  /** By protocol and port; ranges may be adjacent. */
  readonly open: readonly OpenRange[];
  /** Whether some of it is allowed only between some of the members. */
  readonly partly: boolean;
}

/**
 * Returns what policy allows from each node to each other; pairs without anything are missing.
 * @param isAsked Whether a pair is of interest.
 */
export function openRanges(
  nodes: readonly ComputedNode[],
  connectivity: Connectivity,
  isAsked: (from: ComputedNode, to: ComputedNode) => boolean = () => true,
): ReadonlyMap<ComputedNode, ReadonlyMap<ComputedNode, NodeRanges>> {
  const found = new Map(nodes.map((node) => [node, new Map<ComputedNode, { open: Kind[]; partly: boolean }>()]));
  for (const from of nodes) {
    const asked = from.words.length === 0 ? [] : nodes.filter((to) => from !== to && isAsked(from, to));
    const reached = found.get(from);
    for (const allowed of asked.length === 0 ? [] : allowedOf(connectivity)) {
      const [some, every] = destinationsOf(from, allowed);
      for (const to of asked) {
        if (!to.words.some((word) => ((some[word] ?? 0) & (to.bits[word] ?? 0)) !== 0)) continue;
        const ranges = reached?.get(to) ?? { open: [], partly: false };
        reached?.set(to, ranges);
        ranges.open.push(...allowed.kinds);
        ranges.partly ||= to.words.some((word) => (~(every[word] ?? 0) & (to.bits[word] ?? 0)) !== 0);
      }
    }
  }
  for (const reached of found.values()) for (const { open } of reached.values()) open.sort((a, b) => a.index - b.index);
  return found;
}

/** Returns to which ends some and all ends of a node may connect. */
function destinationsOf({ ends: [first, ...others] }: ComputedNode, { rows }: Allowed): readonly [Bits, Bits] {
  const [some, every] = [Int32Array.from(rowOf(first)), Int32Array.from(rowOf(first))];
  for (const end of others) {
    const row = rowOf(end);
    for (let word = 0; word < row.length; word += 1) {
      some[word] = (some[word] ?? 0) | (row[word] ?? 0);
      every[word] = (every[word] ?? 0) & (row[word] ?? 0);
    }
  }
  return [some, every];

  function rowOf(end: ComputedNode['ends'][number] | undefined): Bits {
    return rows[end?.index ?? -1] ?? new Int32Array();
  }
}
