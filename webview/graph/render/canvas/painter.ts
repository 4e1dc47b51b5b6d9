import type { Helper } from '../../worker/helper';
import type { PackedEdges, Paints } from './packed-edges';
import { painting, type Piece, type Surface } from './paint';

/** Milliseconds that a page without a worker paints before it yields to the browser. */
const SLICE = 4;
/** Steps between two checks of the clock. */
const STEPS = 8;

/** Paints pieces of a picture: in a worker or, without one, in slices on the page. */
export class Painter {
  #packed: { readonly packed: PackedEdges; readonly paints: Paints } | undefined;
  /** Whether the worker has the current edges. */
  #sent = false;
  #slicing = 0;

  constructor(private readonly helper: Helper) {}

  /** Sets what to paint from now on. */
  load(packed: PackedEdges, paints: Paints): void {
    this.#packed = { packed, paints };
    this.#sent = false;
  }

  /** Paints a piece on the page, at once. */
  paintNow(piece: Piece): ImageBitmap | undefined {
    const surface = this.#packed && surfaceOf(piece);
    if (!this.#packed || !surface) return undefined;
    const steps = painting(surface, this.#packed.packed, this.#packed.paints, piece);
    while (!steps.next().done);
    return surface.canvas.transferToImageBitmap();
  }

  /** Paints a piece; undefined if nothing is loaded, or the request was superseded. */
  async paint(piece: Piece): Promise<ImageBitmap | undefined> {
    const loaded = this.#packed;
    if (!loaded) return undefined;
    if (await this.helper.ready) {
      const load = this.#sent ? undefined : loaded;
      this.#sent = true;
      return (await this.helper.ask({ piece, load }))?.bitmap;
    }
    return this.#inSlices(loaded.packed, loaded.paints, piece);
  }

  async #inSlices(packed: PackedEdges, paints: Paints, piece: Piece): Promise<ImageBitmap | undefined> {
    const mine = (this.#slicing += 1);
    const surface = surfaceOf(piece);
    if (!surface) return undefined;
    const steps = painting(surface, packed, paints, piece);
    for (;;) {
      const until = performance.now() + SLICE;
      do {
        for (let step = 0; step < STEPS; step += 1)
          if (steps.next().done) return surface.canvas.transferToImageBitmap();
        // Forces queued drawing commands to run now, instead of all at once in the end.
        surface.getImageData(0, 0, 1, 1);
      } while (performance.now() < until);
      await new Promise((resolve) => requestAnimationFrame(resolve));
      if (mine !== this.#slicing) return undefined;
    }
  }
}

/** Creates a surface for a piece; undefined if the browser refuses. */
export function surfaceOf({ width, height, ratio }: Piece): Surface | undefined {
  return (
    new OffscreenCanvas(Math.max(1, Math.round(width * ratio)), Math.max(1, Math.round(height * ratio))).getContext(
      '2d',
      { willReadFrequently: true },
    ) ?? undefined
  );
}
