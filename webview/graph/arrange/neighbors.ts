import type { Saved } from '../page/saved';
import { EdgeIndex } from '../scene/edge-index';
import type { GraphPart } from './visible';

/** A star whose surroundings are shown alone: what is within some steps, and beside the stars that it was grown at. */
export type Focus = NonNullable<Saved['focus']>;

/** The surroundings of a star. */
export interface Neighbors {
  /** The IDs of the stars in it. */
  readonly shown: ReadonlySet<string>;
  /** By ID, how many neighbors of a star in it are not; missing for none. */
  readonly more: ReadonlyMap<string, number>;
}

/** Returns the stars around one, in any direction, including itself; undefined if it is not there. */
export function neighborsIn({ nodes, edges }: GraphPart, { id, depth, grown = [] }: Focus): Neighbors | undefined {
  if (!nodes.some((node) => node.id === id)) return undefined;
  const edgeIndex = new EdgeIndex(edges);
  const beside = (at: string) =>
    new Set(
      edgeIndex
        .of(at)
        .flatMap((place) => edges[place] ?? [])
        .flatMap(({ from, to }) => [from, to]),
    );
  const shown = new Set([id]);
  let rim = [id];
  for (let step = 0; step < depth; step += 1) {
    rim = [...new Set(rim.flatMap((at) => [...beside(at)]))].filter((at) => !shown.has(at));
    for (const at of rim) shown.add(at);
  }
  // In order: each was there when it was grown.
  for (const at of grown) if (shown.has(at)) for (const other of beside(at)) shown.add(other);
  const more = new Map<string, number>();
  for (const at of shown) {
    const hidden = [...beside(at)].filter((other) => !shown.has(other)).length;
    if (hidden > 0) more.set(at, hidden);
  }
  return { shown, more };
}
