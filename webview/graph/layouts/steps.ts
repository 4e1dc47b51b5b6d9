import { ROOM, type LayoutLink, type LayoutNode, type Places } from './place';

/** Between two rows: room for the curves. */
const BETWEEN = 2.4 * ROOM;
/** Between two stars of a row. */
const BESIDE = 2 * ROOM;
/** A row of all stars of a large layer would be a line: it gets several, so many times as wide as they are high. */
const SHAPE = 1.7;
/** Rounds in which stars move towards those above them. */
const ROUNDS = 4;

/**
 * Places stars in layers by the steps that it takes from those whom nobody asks, for graphs that are too dense for {@link layered}
 * to find the best order in bearable time. In a layer, stars stand below those who ask them.
 */
export function steps(nodes: readonly LayoutNode[], links: readonly LayoutLink[]): Places {
  const ids = nodes.map(({ id }) => id).toSorted();
  const [asked, askers] = [
    new Map(ids.map((id) => [id, new Array<string>()])),
    new Map(ids.map((id) => [id, new Array<string>()])),
  ];
  for (const { from, to, open } of links) {
    if (!open || !asked.has(from) || !asked.has(to) || from === to) continue;
    asked.get(from)?.push(to);
    askers.get(to)?.push(from);
  }
  const rows = layersOf(ids, asked, askers).flatMap((layer) =>
    wrapped(layer, Math.ceil(SHAPE * Math.sqrt(ids.length))),
  );
  const across = new Map<string, number>();
  const line = (row: readonly string[]) => row.forEach((id, index) => across.set(id, index - (row.length - 1) / 2));
  rows.forEach(line);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const row of rows) {
      const middles = new Map(
        row.map((id) => [
          id,
          middle([...(askers.get(id) ?? []), ...(asked.get(id) ?? [])], across) ?? across.get(id) ?? 0,
        ]),
      );
      line(row.sort((a, b) => (middles.get(a) ?? 0) - (middles.get(b) ?? 0)));
    }
  }
  return new Map(
    rows.flatMap((row, depth) =>
      row.map((id) => [id, { x: Math.round((across.get(id) ?? 0) * BESIDE), y: Math.round(depth * BETWEEN) }] as const),
    ),
  );
}

type Adjacency = ReadonlyMap<string, readonly string[]>;

/** Those whom nobody asks first, else who asks most and is asked least; what none of them leads to begins anew. */
function layersOf(ids: readonly string[], asked: Adjacency, askers: Adjacency): string[][] {
  const lead = (id: string) => (asked.get(id)?.length ?? 0) - (askers.get(id)?.length ?? 0);
  const byLead = ids.toSorted((a, b) => lead(b) - lead(a));
  const met = new Set<string>();
  const layers: string[][] = [];
  const sources = ids.filter((id) => askers.get(id)?.length === 0 && asked.get(id)?.length !== 0);
  let rim = sources.length > 0 ? sources : byLead.slice(0, 1);
  while (rim.length > 0) {
    layers.push(rim);
    for (const id of rim) met.add(id);
    const next = new Set(rim.flatMap((id) => asked.get(id) ?? []).filter((id) => !met.has(id)));
    const rest = byLead.find((id) => !met.has(id));
    rim =
      next.size > 0
        ? [...next]
        : rest === undefined
          ? []
          : isAlone(rest)
            ? byLead.filter((id) => !met.has(id) && isAlone(id))
            : [rest];
  }
  return layers;

  function isAlone(id: string): boolean {
    return asked.get(id)?.length === 0 && askers.get(id)?.length === 0;
  }
}

function wrapped(layer: string[], most: number): string[][] {
  const count = Math.ceil(layer.length / most);
  const size = Math.ceil(layer.length / count);
  return Array.from({ length: count }, (_, index) => layer.slice(index * size, (index + 1) * size)).filter(
    ({ length }) => length > 0,
  );
}

function middle(ids: readonly string[], across: ReadonlyMap<string, number>): number | undefined {
  return ids.length === 0 ? undefined : ids.reduce((sum, id) => sum + (across.get(id) ?? 0), 0) / ids.length;
}
