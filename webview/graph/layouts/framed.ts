import { forcing } from './force';
import { CELL, EDGE, FrameSpace, TITLE } from './frame-space';
import { freePlace, middleOf } from './free-place';
import { type Frame, type LayoutLink, type LayoutNode, type Places } from './place';

/** Width-to-height ratio of what is placed together. */
const SHAPE = 1.4;

/**
 * Places stars in frames. Whatever has a position stays there. An expanded group takes its place where its star was, or
 * as close to it as nothing is in the way, and a new star beside those of its group. Groups keep a position of their
 * own for when they are collapsed again, and nothing else is placed there.
 */
export function* framed(
  nodes: readonly LayoutNode[],
  links: readonly LayoutLink[],
  known: Places,
  frames: readonly Frame[],
): Generator<undefined, Places> {
  const groups = new Map(frames.map((frame) => [frame.id, frame]));
  const outer = [
    ...nodes.filter(({ group }) => group === undefined || !groups.has(group)),
    ...frames.filter(({ parent }) => parent === undefined).map(({ id }) => ({ id, hub: false })),
  ];
  const places = new Map([...known, ...(yield* forcing(outer, lifted(links, nodes, groups), known))]);
  const space = new FrameSpace(nodes, frames);
  for (const frame of frames) {
    const inside = nodes.filter(({ group }) => group === frame.id).map(({ id }) => id);
    const inner = frames.filter(({ parent }) => parent === frame.id).map(({ id }) => id);
    const members = [...inside, ...inner];
    const missing = members.filter((id) => !places.has(id)).sort();
    if (missing.length === 0) continue;
    const around = middleOf(members, places) ?? places.get(frame.id) ?? { x: 0, y: 0 };
    const columns = Math.ceil(Math.sqrt(missing.length * SHAPE));
    const rows = Math.ceil(missing.length / columns);
    const { x, y } = freePlace(
      around,
      { width: columns * CELL + 2 * EDGE, height: rows * CELL + 2 * EDGE + TITLE },
      space.around(frame, places),
    );
    missing.forEach((id, index) => {
      const [column, row] = [index % columns, Math.floor(index / columns)];
      places.set(id, {
        x: Math.round(x + (column - (columns - 1) / 2) * CELL),
        y: Math.round(y + TITLE / 2 + (row - (rows - 1) / 2) * CELL),
      });
    });
  }
  return places;
}

/** Returns the links between outermost nodes that links between their members stand for. */
function lifted(
  links: readonly LayoutLink[],
  nodes: readonly LayoutNode[],
  groups: ReadonlyMap<string, Frame>,
): readonly LayoutLink[] {
  const outermost = new Map(
    nodes.map(({ id, group }) => {
      let at = id;
      for (let around = group; around !== undefined && groups.has(around); around = groups.get(around)?.parent)
        at = around;
      return [id, at] as const;
    }),
  );
  const ways = new Map<string, LayoutLink>();
  for (const { from, to, open } of links) {
    const [source = from, destination = to] = [outermost.get(from), outermost.get(to)];
    if (source !== destination) ways.set(`${source}\n${destination}`, { from: source, to: destination, open });
  }
  return [...ways.values()];
}
