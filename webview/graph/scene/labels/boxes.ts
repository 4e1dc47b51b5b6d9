import type { Box } from '../box';

/** Side of the squares of the index: a label intersects few of them. */
const SQUARE = 160;
/** More than the rows of squares of any picture, so that each square has its own number. */
const ROWS = 1 << 20;

/** An index of boxes by square, each with its owner. A box never blocks its own owner. */
export class Boxes {
  readonly #squares = new Map<number, { readonly box: Box; readonly owner: string | undefined }[]>();

  add(boxes: readonly Box[], owner: string | undefined): void {
    for (const box of boxes) {
      for (const key of squaresOf(box)) {
        const square = this.#squares.get(key);
        if (square) square.push({ box, owner });
        else this.#squares.set(key, [{ box, owner }]);
      }
    }
  }

  /** Whether no box of another owner intersects these. */
  haveRoom(boxes: readonly Box[], owner: string): boolean {
    return boxes.every((box) => {
      for (const key of squaresOf(box)) {
        if (this.#squares.get(key)?.some((other) => other.owner !== owner && overlap(box, other.box))) return false;
      }
      return true;
    });
  }
}

function* squaresOf({ left, top, right, bottom }: Box): Generator<number> {
  for (let column = Math.floor(left / SQUARE); column <= Math.floor(right / SQUARE); column += 1) {
    for (let row = Math.floor(top / SQUARE); row <= Math.floor(bottom / SQUARE); row += 1) yield column * ROWS + row;
  }
}

function overlap(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
