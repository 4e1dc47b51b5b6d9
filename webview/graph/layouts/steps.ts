import { ROOM, type LayoutLink, type LayoutNode, type Places } from './place';

/** Space between two rows for the curves. */
const BETWEEN = 2.4 * ROOM;
/** Space between two stars of a row. */
const BESIDE = 2 * ROOM;
/** Width-to-height ratio of a layer. A large layer gets several rows. */
const SHAPE = 1.7;
/** Iterations in which stars move towards those above them. */
const ROUNDS = 4;

/**
 * Places stars in layers by their distance from stars without incoming connections, for graphs too dense for {@link
 * layered}. In a layer, stars are placed below their clients.
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

/**
 * Starts with stars without incoming connections, else with the largest surplus of outgoing ones. Unreached stars start
 * again.
 */
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
