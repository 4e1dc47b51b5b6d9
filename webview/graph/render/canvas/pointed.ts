import type { View } from '../../scene/camera';
import type { EdgeShape } from '../../scene/scene';
import { EdgeFinder } from './nearest';

/** An edge is hit within so many pixels of the screen, or as far as its element reaches at a zoom of one. */
const REACH = 8;
const LEAST_REACH = 5;

/** Tells which of the painted edges the pointer is on. */
export class Pointed {
  readonly #finder = new EdgeFinder();
  #any = false;
  #key: string | undefined;

  /** @param changed hears the key of an edge, or that there is none. */
  constructor(
    private readonly sky: SVGSVGElement,
    private readonly viewOf: () => View,
    private readonly changed: (key: string | undefined) => void,
  ) {
    sky.addEventListener('pointermove', (event) => {
      if (!this.#any || event.buttons !== 0) return;
      const { target } = event;
      // Stars lie on top of edges.
      const free = target === sky || (target instanceof Element && target.closest('.edge') !== null);
      this.#tell(free ? this.keyAt(event) : undefined);
    });
    sky.addEventListener('pointerleave', () => this.#tell(undefined));
  }

  /** Takes over the edges that are painted. */
  load(edges: readonly EdgeShape[]): void {
    this.#any = edges.length > 0;
    this.#finder.load(edges);
  }

  /** The pointer is on nothing any more. */
  forget(): void {
    this.#tell(undefined);
  }

  /** The key of the painted edge at a point of the window. */
  keyAt({ clientX, clientY }: { readonly clientX: number; readonly clientY: number }): string | undefined {
    const { left, top } = this.sky.getBoundingClientRect();
    const { x, y, k } = this.viewOf();
    return this.#finder.nearest(
      { x: (clientX - left - x) / k, y: (clientY - top - y) / k },
      Math.max(REACH, LEAST_REACH / k),
    )?.key;
  }

  #tell(key: string | undefined): void {
    // One that it stays on is told again: something else may have been shown meanwhile.
    if (key === undefined && this.#key === undefined) return;
    this.#key = key;
    this.changed(key);
  }
}
