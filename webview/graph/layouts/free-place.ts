import { unionOf } from '../scene/box';
import type { Point } from '../scene/point';
import { CELL, overlap, type Surroundings } from './frame-space';
import type { Places } from './place';

/** Distance between two positions that are tried, and the number of rings of these around the preferred one. */
const STEP = CELL / 2;
const RINGS = 200;

/** Returns the center of free space of a size, as close to a point as possible. */
export function freePlace(
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

/** Returns the middle of the stars that have a position; undefined if none has. */
export function middleOf(ids: readonly string[], places: Places): Point | undefined {
  const known = ids.flatMap((id) => places.get(id) ?? []);
  if (known.length === 0) return undefined;
  const sum = known.reduce((total, { x, y }) => ({ x: total.x + x, y: total.y + y }));
  return { x: sum.x / known.length, y: sum.y / known.length };
}
