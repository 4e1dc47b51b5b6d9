import type { CameraView } from '../../scene/camera';
import type { Helper } from '../../worker/helper';
import type { PackedEdges, Paints } from './packed-edges';
import { Painter } from './painter';

/**
 * Painted margin around the viewport, as a fraction of its size: the distance that the camera can move before
 * repainting.
 */
const MARGIN = 0.3;
/** Fraction of the margin that is left when the next piece is requested. */
const SPARE = 0.4;

/** Maximum number of edges of a first picture that the page paints itself. */
const AT_ONCE = 1_000;

/** The contents of the layer: the view for which it was painted, and the size of the viewport then. */
interface Painted {
  readonly view: CameraView;
  readonly width: number;
  readonly height: number;
  readonly packed: PackedEdges;
}

/**
 * Edges and glows as one bitmap below the drawing, repainted when they change or the camera stops elsewhere. While the
 * camera moves, the bitmap moves with it without repainting.
 */
export class EdgeLayer {
  readonly element = document.createElement('canvas');
  readonly #painter: Painter;
  #packed: PackedEdges | undefined;
  #view: CameraView = { x: 0, y: 0, k: 1 };
  #painted: Painted | undefined;
  #busy = false;
  /** Size of the viewport. Cached, because reading it forces a layout. */
  #size = { width: 0, height: 0 };

  /** @param shown Called when packed edges become visible. */
  constructor(
    helper: Helper,
    private readonly shown: (packed: PackedEdges) => void,
  ) {
    this.#painter = new Painter(helper);
    this.element.className = 'bands';
    this.element.ariaHidden = 'true';
    this.element.hidden = true;
  }

  /** Replaces the edges; undefined for none. */
  load(packed: PackedEdges | undefined, paints: Paints): void {
    this.#packed = packed;
    if (packed) {
      this.#painter.load(packed, paints);
      void this.#paint();
    } else {
      this.element.hidden = true;
      this.#painted = undefined;
    }
  }

  /** Updates the viewport's size. */
  resize(): void {
    const area = this.element.parentElement;
    this.#size = { width: area?.clientWidth ?? 0, height: area?.clientHeight ?? 0 };
    this.rest();
  }

  /** Moves with the camera. */
  move(view: CameraView): void {
    this.#view = view;
    this.#place();
    if (!this.#covers(SPARE)) void this.#paint();
  }

  /** Repaints if necessary after the camera has stopped. */
  rest(): void {
    if (this.#painted?.view.k !== this.#view.k || !this.#covers(0)) void this.#paint();
  }

  /** Whether the viewport and a fraction of the margin around it are painted. */
  #covers(part: number): boolean {
    const painted = this.#painted;
    if (!painted) return false;
    const { x, y, scale } = this.#offset(painted);
    const { width, height } = this.#size;
    const [spareX, spareY] = [width * MARGIN * part, height * MARGIN * part];
    const reach = (1 + 2 * MARGIN) * scale;
    return (
      x <= -spareX &&
      y <= -spareY &&
      x + painted.width * reach >= width + spareX &&
      y + painted.height * reach >= height + spareY
    );
  }

  /** Returns the position of the bitmap's corner, and its scale. */
  #offset({ view, width, height }: Painted): { readonly x: number; readonly y: number; readonly scale: number } {
    const scale = this.#view.k / view.k;
    return {
      x: this.#view.x - scale * (view.x + width * MARGIN),
      y: this.#view.y - scale * (view.y + height * MARGIN),
      scale,
    };
  }

  #place(): void {
    if (!this.#painted) return;
    const { x, y, scale } = this.#offset(this.#painted);
    // Whole screen pixels, because all lines would be blurred otherwise.
    const whole = (value: number) => Math.round(value * devicePixelRatio) / devicePixelRatio;
    this.element.style.transform = `translate(${whole(x)}px,${whole(y)}px) scale(${scale})`;
  }

  async #paint(): Promise<void> {
    if (this.#busy) return;
    const { width, height } = this.#size;
    const packed = this.#packed;
    if (!packed || width === 0 || height === 0) return;
    this.#busy = true;
    const view = this.#view;
    const ratio = devicePixelRatio;
    const [marginX, marginY] = [width * MARGIN, height * MARGIN];
    const piece = {
      view: { x: view.x + marginX, y: view.y + marginY, k: view.k },
      width: width + 2 * marginX,
      height: height + 2 * marginY,
      ratio,
    };
    // A worker takes longer to start than a few edges take to paint.
    const isFirst = !this.#painted && packed.styles.length <= AT_ONCE;
    const bitmap = isFirst ? this.#painter.paintNow(piece) : await this.#painter.paint(piece);
    this.#busy = false;
    if (!this.#packed) return;
    if (bitmap) {
      this.#show(bitmap, { view, width, height, packed });
      this.shown(packed);
    }
    const moved =
      this.#view.k !== view.k || !this.#covers(0) || this.#size.width !== width || this.#size.height !== height;
    if (this.#packed !== packed || (bitmap && moved)) void this.#paint();
  }

  #show(bitmap: ImageBitmap, painted: Painted): void {
    const { element } = this;
    if (element.width !== bitmap.width) element.width = bitmap.width;
    if (element.height !== bitmap.height) element.height = bitmap.height;
    element.style.width = `${painted.width * (1 + 2 * MARGIN)}px`;
    element.style.height = `${painted.height * (1 + 2 * MARGIN)}px`;
    element.getContext('bitmaprenderer')?.transferFromImageBitmap(bitmap);
    this.#painted = painted;
    element.hidden = false;
    this.#place();
  }
}
