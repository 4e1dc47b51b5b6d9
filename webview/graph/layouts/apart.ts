import { ROOM } from './place';

/** A star that others keep away from. */
interface Body {
  x: number;
  y: number;
  /** Whether it stays where it is. */
  readonly fixed: boolean;
}

/** The minimum distance between two stars. */
const APART = 2 * ROOM;
/** Rounds after which what still overlaps is left so. */
const MOST_ROUNDS = 48;
/** Overlaps in pixels that nobody sees. */
const SLIGHT = 0.5;
/** The golden angle, in radians: stars at the same place part in different directions. */
const PARTING = 2.399_963;

/**
 * Moves stars apart that are too close, as little as possible, round by round. Deterministic. Sweeps from left to right,
 * so that only neighbors are compared.
 */
export function* movingApart(bodies: readonly Body[]): Generator<undefined, void> {
  const sorted = bodies.toSorted((a, b) => a.x - b.x || a.y - b.y);
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    if (moveApart(sorted) < SLIGHT) return;
    yield;
  }
}

/** Moves each star away from those that are too close; returns by how much the closest two had overlapped. */
function moveApart(sorted: Body[]): number {
  sort(sorted);
  let most = 0;
  for (const [at, one] of sorted.entries()) {
    for (let next = at + 1; next < sorted.length; next += 1) {
      const other = sorted[next] ?? one;
      let dx = other.x - one.x;
      // Stars that were pushed in this round are out of order by little.
      if (dx >= 2 * APART) break;
      let dy = other.y - one.y;
      if (dx >= APART || dx <= -APART || dy >= APART || dy <= -APART) continue;
      let distance = Math.sqrt(dx * dx + dy * dy);
      if (distance >= APART || (one.fixed && other.fixed)) continue;
      const overlap = APART - distance;
      if (distance === 0) [dx, dy, distance] = [Math.cos(at * PARTING), Math.sin(at * PARTING), 1];
      const push = overlap / distance / (one.fixed || other.fixed ? 1 : 2);
      if (!one.fixed) {
        one.x -= dx * push;
        one.y -= dy * push;
      }
      if (!other.fixed) {
        other.x += dx * push;
        other.y += dy * push;
      }
      if (overlap > most) most = overlap;
    }
  }
  return most;
}

/** Sorts stars from left to right. From round to round, few change places. */
function sort(bodies: Body[]): void {
  for (const [at, body] of bodies.entries()) {
    let to = at;
    for (let left = bodies[to - 1]; left && left.x > body.x; left = bodies[to - 1]) {
      bodies[to] = left;
      to -= 1;
    }
    bodies[to] = body;
  }
}
