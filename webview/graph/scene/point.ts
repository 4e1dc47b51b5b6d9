/** A position in the picture, in pixels at a zoom of one. */
export interface Point {
  readonly x: number;
  readonly y: number;
}
