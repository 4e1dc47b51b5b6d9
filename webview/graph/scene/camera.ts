import { select } from 'd3-selection';
import { zoom, zoomIdentity, type ZoomTransform } from 'd3-zoom';
import type { Saved } from '../page/saved';
import type { Box } from './scene';

/** Zoom range: from a thousand stars at once to one disc that fills the panel. */
const ZOOM: [number, number] = [0.05, 4];
/** Maximum zoom of fitting, because a few stars would look too large. */
const LARGEST_FIT = 1.5;
const PADDING = 16;

export type CameraView = NonNullable<Saved['camera']>;

export interface CameraListener {
  /** Called for each move. */
  moved(view: CameraView): void;
  /** Called when the camera stops, with whether the user has set it. */
  rested(view: CameraView, held: boolean): void;
}

/** Pans and zooms the stage. Follows the stars until the user moves it. */
export class Camera {
  readonly #zoom = zoom<SVGSVGElement, unknown>().scaleExtent(ZOOM);
  readonly #surface;
  #view: CameraView = zoomIdentity;
  #held = false;

  constructor(
    private readonly element: SVGSVGElement,
    stage: SVGGElement,
    listener: CameraListener,
  ) {
    this.#surface = select(element);
    // The default reads lengths of the SVG element that are not available before it is attached.
    this.#zoom.extent(() => [
      [0, 0],
      [element.clientWidth, element.clientHeight],
    ]);
    this.#zoom.on('zoom', ({ transform, sourceEvent }: { transform: ZoomTransform; sourceEvent: unknown }) => {
      if (sourceEvent) this.#held = true;
      this.#view = { x: transform.x, y: transform.y, k: transform.k };
      stage.setAttribute('transform', transform.toString());
      listener.moved(this.#view);
    });
    this.#zoom.on('end', () => listener.rested(this.#view, this.#held));
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

  /** Fits the box, unless the user has moved the camera. */
  follow(box: Box): void {
    if (!this.#held) this.fit(box);
  }

  /** Fits the box, and follows from now on. */
  fit({ left, top, right, bottom }: Box): void {
    this.#held = false;
    const { clientWidth: width, clientHeight: height } = this.element;
    const k = Math.min(LARGEST_FIT, (width - 2 * PADDING) / (right - left), (height - 2 * PADDING) / (bottom - top));
    if (!(k > 0)) return;
    const round = (value: number) => Math.round(value * 100) / 100;
    this.#go({ x: round(width / 2 - (k * (left + right)) / 2), y: round(height / 2 - (k * (top + bottom)) / 2), k });
  }

  /** Zooms around the center. */
  zoomBy(factor: number): void {
    this.#held = true;
    this.#zoom.scaleBy(this.#surface, factor);
  }

  /** Pans as little as possible to show a point, in stage coordinates, with a margin. */
  reveal(x: number, y: number, room: number): void {
    const { clientWidth: width, clientHeight: height } = this.element;
    const view = this.#view;
    const dx = overshoot(view.x + x * view.k, room, width - room);
    const dy = overshoot(view.y + y * view.k, room, height - room);
    if (dx === 0 && dy === 0) return;
    this.#held = true;
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
