import { AROUND, followEdge } from './along';
import type { Box } from './box';
import type { Curve } from './curve';

/** What an edge keeps off: a text, or a disc other than those at its ends. */
export interface Obstacle {
  readonly box: Box;
  /** The cost of crossing it. */
  readonly cost: number;
  /** The star of a disc. */
  readonly star?: string;
}

/** Side of the squares of the index: small enough that few hold more than two obstacles. */
const SQUARE = 32;
/** More than the rows of squares of any picture, so that each square has its own number. */
const ROWS = 1 << 20;

/** An index of obstacles by square. */
export class Obstacles {
  readonly #squares = new Map<number, Obstacle[]>();

  constructor(obstacles: readonly Obstacle[]) {
    for (const obstacle of obstacles) {
      const { left, top, right, bottom } = obstacle.box;
      for (let column = squareAt(left - AROUND); column <= squareAt(right + AROUND); column += 1) {
        for (let row = squareAt(top - AROUND); row <= squareAt(bottom + AROUND); row += 1) {
          const square = this.#squares.get(column * ROWS + row);
          if (square) square.push(obstacle);
          else this.#squares.set(column * ROWS + row, [obstacle]);
        }
      }
    }
  }

  /**
   * Returns the cost of what a curve crosses.
   * @param most The cost from which on the curve is out of the question, so that counting ends.
   */
  costOf(curve: Curve, from: string, to: string, most: number): number {
    const met: Obstacle[] = [];
    let sum = 0;
    followEdge(curve, (x, y) => {
      const square = this.#squares.get(squareAt(x) * ROWS + squareAt(y));
      if (square) {
        for (const obstacle of square) {
          if (!isIn(x, y, obstacle.box) || isEnd(obstacle, from, to) || met.includes(obstacle)) continue;
          met.push(obstacle);
          sum += obstacle.cost;
        }
      }
      return sum < most;
    });
    return sum;
  }
}

function isIn(x: number, y: number, { left, top, right, bottom }: Box): boolean {
  return x > left - AROUND && x < right + AROUND && y > top - AROUND && y < bottom + AROUND;
}

function isEnd({ star }: Obstacle, from: string, to: string): boolean {
  return star !== undefined && (star === from || star === to);
}

function squareAt(length: number): number {
  return Math.floor(length / SQUARE);
}
