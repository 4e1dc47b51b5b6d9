import type { CameraView } from './camera';
import type { Point } from './point';

/** A point of the window, in CSS pixels. */
export type Pointer = Pick<MouseEvent, 'clientX' | 'clientY'>;

/** Returns the place in the drawing at a point of the window. */
export function placeAt({ clientX, clientY }: Pointer, picture: Element, { x, y, k }: CameraView): Point {
  const { left, top } = picture.getBoundingClientRect();
  return { x: (clientX - left - x) / k, y: (clientY - top - y) / k };
}
