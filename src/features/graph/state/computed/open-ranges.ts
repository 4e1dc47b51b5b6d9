import { hasBit, type Bits, type Connectivity, type OpenRange } from '../../../../policy/reach';
import type { ComputedNode } from './computed-node';

/** What policy allows from one node to another. */
export interface NodeRanges {
  /** By protocol and port; ranges may be adjacent. */
  readonly open: readonly OpenRange[];
  /** Whether some of it is allowed only between some of the members. */
  readonly partly: boolean;
}

type Verdict = 'all' | 'some' | 'none';

/** Returns what policy allows from each node to each other; pairs without anything are missing. */
export function openRanges(
  nodes: readonly ComputedNode[],
  connectivity: Connectivity,
): ReadonlyMap<ComputedNode, ReadonlyMap<ComputedNode, NodeRanges>> {
  const found = new Map(
    nodes.map((node) => [node, new Map<ComputedNode, { readonly open: OpenRange[]; partly: boolean }>()]),
  );
  for (const kind of connectivity.kinds) {
    const sends = nodes.map(({ ends }) => ends.map((end) => connectivity.reaches(end, kind)));
    const receives = nodes.map(({ ends }) => ends.map((end) => connectivity.reachedBy(end, kind)));
    for (const [source, from] of nodes.entries()) {
      const reached = found.get(from);
      for (const [destination, to] of nodes.entries()) {
        if (from === to) continue;
        const verdict = between(from, to, sends[source] ?? [], receives[destination] ?? []);
        if (verdict === 'none') continue;
        const ranges = reached?.get(to) ?? { open: [], partly: false };
        reached?.set(to, ranges);
        ranges.open.push(kind);
        ranges.partly ||= verdict === 'some';
      }
    }
  }
  return found;
}

/** @param sends For each end of the source where its own policy lets it send; `receives` for the destination alike. */
function between(from: ComputedNode, to: ComputedNode, sends: readonly Bits[], receives: readonly Bits[]): Verdict {
  let [isSome, isAll] = [false, true];
  for (const [place, source] of from.ends.entries()) {
    const row = sends[place];
    for (const [other, destination] of to.ends.entries()) {
      const column = receives[other];
      const isOpen =
        row !== undefined && column !== undefined && hasBit(row, destination.index) && hasBit(column, source.index);
      isSome ||= isOpen;
      isAll &&= isOpen;
    }
  }
  return !isSome ? 'none' : isAll ? 'all' : 'some';
}
