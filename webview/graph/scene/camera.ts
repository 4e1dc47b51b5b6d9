import { select } from 'd3-selection';
import { zoom, zoomIdentity, type ZoomTransform } from 'd3-zoom';
import type { Saved } from '../page/saved';
import type { Point } from './point';
import type { Box, Size } from './box';

/** Zoom range: from a thousand stars at once to one disc that fills the panel. */
const ZOOM: [number, number] = [0.05, 4];
/** Maximum zoom of fitting, because a few stars would look too large. */
const LARGEST_FIT = 1.5;
const PADDING = 16;

export type CameraView = NonNullable<Saved['camera']>;

export interface CameraListener {
  /** Called for each move. */
  moved(view: CameraView): void;
  /** Called when the camera stops, with whether it stays there: the user has set it, or it stands still. */
  rested(view: CameraView, stays: boolean): void;
}

/** Pans and zooms the stage. Follows the stars until the user moves it, and stands still while asked to. */
export class Camera {
  readonly #zoom = zoom<SVGSVGElement, unknown>().scaleExtent(ZOOM);
  readonly #surface;
  #view: CameraView = zoomIdentity;
  #held = false;
  #still = false;

  /** @param room The size of the element. Not read from it, which costs a layout. */
  constructor(
    element: SVGSVGElement,
    stage: SVGGElement,
    private readonly room: () => Size,
    private readonly listener: CameraListener,
  ) {
    this.#surface = select(element);
    this.#zoom.extent(() => {
      const { width, height } = room();
      return [
        [0, 0],
        [width, height],
      ];
    });
    this.#zoom.on('zoom', ({ transform, sourceEvent }: { transform: ZoomTransform; sourceEvent: unknown }) => {
      if (sourceEvent) this.#held = true;
      this.#view = { x: transform.x, y: transform.y, k: transform.k };
      stage.setAttribute('transform', transform.toString());
      listener.moved(this.#view);
    });
    this.#zoom.on('end', () => listener.rested(this.#view, this.#held || this.#still));
    // A double click on a star is not a zoom.
    this.#surface.call(this.#zoom).on('dblclick.zoom', null);
  }

  /** Restores a view that the user has set. */
  restore(saved: CameraView): void {
    this.#held = true;
    this.#go(saved);
  }

  get view(): CameraView {
    return this.#view;
  }

  /** Fits the box, unless the user has moved the camera. Returns whether it did. */
  follow(box: Box): boolean {
    return !this.#held && this.fit(box);
  }

  /** Whether another size of the picture changes the view. */
  get fitsRoom(): boolean {
    return !this.#held && !this.#still;
  }

  /** Stands still when the picture's size changes, until the next fit. */
  standStill(): void {
    if (this.#held || this.#still) return;
    this.#still = true;
    this.listener.rested(this.#view, true);
  }

  /** Follows again, and fits the box, unless the user has moved the camera. */
  release(box: Box): void {
    this.#still = false;
    this.follow(box);
  }

  /** Whether a point, in stage coordinates, is inside the picture. */
  shows({ x, y }: Point): boolean {
    const { x: left, y: top, k } = this.#view;
    const [shownX, shownY] = [left + x * k, top + y * k];
    const { width, height } = this.room();
    return shownX >= 0 && shownY >= 0 && shownX <= width && shownY <= height;
  }

  /** Fits the box, and follows from now on. Returns whether there is room for that. */
  fit({ left, top, right, bottom }: Box): boolean {
    this.#held = false;
    this.#still = false;
    const { width, height } = this.room();
    const k = Math.min(LARGEST_FIT, (width - 2 * PADDING) / (right - left), (height - 2 * PADDING) / (bottom - top));
    if (!(k > 0)) return false;
    const round = (value: number) => Math.round(value * 100) / 100;
    this.#go({ x: round(width / 2 - (k * (left + right)) / 2), y: round(height / 2 - (k * (top + bottom)) / 2), k });
    return true;
  }

  /** Zooms around the center. */
  zoomBy(factor: number): void {
    this.#held = true;
    this.#zoom.scaleBy(this.#surface, factor);
  }

  /** Pans as little as possible to show a point, in stage coordinates, with a margin. */
  reveal({ x, y }: Point, room: number): void {
    const { width, height } = this.room();
    const view = this.#view;
    const dx = overshoot(view.x + x * view.k, room, width - room);
    const dy = overshoot(view.y + y * view.k, room, height - room);
    if (dx === 0 && dy === 0) return;
    if (!this.#still) this.#held = true;
    this.#go({ x: view.x - dx, y: view.y - dy, k: view.k });
  }

  #go({ x, y, k }: CameraView): void {
    this.#zoom.transform(this.#surface, zoomIdentity.translate(x, y).scale(k));
  }
}

function overshoot(value: number, low: number, high: number): number {
  if (low > high) return 0;
  return value < low ? value - low : value > high ? value - high : 0;
}
