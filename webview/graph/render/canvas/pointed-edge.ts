import { placeAt, type Pointer } from '../../scene/place-at';
import type { CameraView } from '../../scene/camera';
import type { EdgeShape } from '../../scene/scene';
import { EdgeFinder } from './nearest';

/** Hit distance of an edge: in screen pixels, but at least that of its element at a zoom of one. */
const REACH = 8;
const LEAST_REACH = 5;

/** Tracks the painted edge under the pointer. */
export class PointedEdge {
  readonly #finder = new EdgeFinder();
  #any = false;
  #key: string | undefined;

  /** @param changed Called with an edge's key, or without one. */
  constructor(
    private readonly svgElement: SVGSVGElement,
    private readonly viewOf: () => CameraView,
    private readonly changed: (key: string | undefined) => void,
  ) {
    svgElement.addEventListener('pointermove', (event) => {
      if (!this.#any || event.buttons !== 0) return;
      const { target } = event;
      // Stars are on top of edges.
      const free = target === svgElement || (target instanceof Element && target.closest('.edge') !== null);
      this.#tell(free ? this.keyAt(event) : undefined);
    });
    svgElement.addEventListener('pointerleave', () => this.#tell(undefined));
  }

  /** Sets the painted edges. */
  load(edges: readonly EdgeShape[]): void {
    this.#any = edges.length > 0;
    this.#finder.load(edges);
  }

  /** Clears the edge under the pointer. */
  forget(): void {
    this.#tell(undefined);
  }

  /** Returns the key of the painted edge at a point of the window. */
  keyAt(pointer: Pointer): string | undefined {
    const view = this.viewOf();
    return this.#finder.nearest(placeAt(pointer, this.svgElement, view), Math.max(REACH, LEAST_REACH / view.k))?.key;
  }

  #tell(key: string | undefined): void {
    // Reports an unchanged edge again, because something else may have been shown in the meantime.
    if (key === undefined && this.#key === undefined) return;
    this.#key = key;
    this.changed(key);
  }
}
