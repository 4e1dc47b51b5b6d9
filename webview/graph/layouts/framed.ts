import type { Point } from '../scene/point';
import { unionOf } from '../scene/box';
import { forcing } from './force';
import { CELL, EDGE, FrameSpace, overlap, TITLE, type Surroundings } from './frame-space';
import { type Frame, type LayoutLink, type LayoutNode, type Places } from './place';

/** Width-to-height ratio of what is placed together. */
const SHAPE = 1.4;
/** Distance between two positions that are tried, and the number of rings of these around the preferred one. */
const STEP = CELL / 2;
const RINGS = 200;

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

/** Returns the center of free space of a size, as close to a point as possible. */
function freePlace(
  { x, y }: Point,
  { width, height }: { readonly width: number; readonly height: number },
  { own, foreign, hull }: Surroundings,
): Point {
  const isFree = (at: Point, isWhole: boolean) => {
    const box = { left: at.x - width / 2, top: at.y - height / 2, right: at.x + width / 2, bottom: at.y + height / 2 };
    return (
      !own.some((other) => overlap(box, other)) &&
      !foreign.some((other) => overlap(isWhole && hull ? unionOf([box, hull]) : box, other))
    );
  };
  // Preferably, the frames around it contain nothing else afterwards.
  for (const isWhole of hull ? [true, false] : [false]) {
    for (let ring = 0; ring <= RINGS; ring += 1) {
      const found = ringAround(ring)
        .map(([column, row]) => ({ x: x + column * STEP, y: y + row * STEP }))
        .filter((at) => isFree(at, isWhole));
      if (found.length > 0) return found.reduce((a, b) => (distance(b, { x, y }) < distance(a, { x, y }) ? b : a));
    }
  }
  return { x, y };
}

function* squares(ring: number): Generator<readonly [number, number]> {
  for (let at = -ring; at <= ring; at += 1) {
    yield [at, -ring];
    yield [at, ring];
    if (Math.abs(at) === ring) continue;
    yield [-ring, at];
    yield [ring, at];
  }
}

function ringAround(ring: number): readonly (readonly [number, number])[] {
  return ring === 0 ? [[0, 0]] : [...squares(ring)];
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

function middleOf(ids: readonly string[], places: Places): Point | undefined {
  const known = ids.flatMap((id) => places.get(id) ?? []);
  if (known.length === 0) return undefined;
  const sum = known.reduce((total, { x, y }) => ({ x: total.x + x, y: total.y + y }));
  return { x: sum.x / known.length, y: sum.y / known.length };
}
