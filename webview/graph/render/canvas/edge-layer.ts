import type { CameraView } from '../../scene/camera';
import { Idle } from '../../page/idle';
import type { Size } from '../../scene/box';
import type { Helper } from '../../worker/helper';
import type { PackedEdges, Paints } from './packed-edges';
import { Painter } from './painter';

/**
 * Painted margin around the viewport, as a fraction of its size: the distance that the camera can move before
 * repainting. A first picture gets it afterwards.
 */
const MARGIN = 0.3;
/** Fraction of the margin that is left when the next piece is requested. */
const SPARE = 0.4;

/** Maximum number of edges of a first picture that the page paints itself. */
const AT_ONCE = 1_000;

/** The contents of the layer: the view for which it was painted, and the sizes of the viewport and the margin then. */
interface Painted {
  readonly view: CameraView;
  readonly room: Size;
  readonly margin: Size;
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
  /** Size of the viewport. */
  #room: Size = { width: 0, height: 0 };
  readonly #idle = new Idle();

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

  /** Replaces the edges, which {@link rest} paints. */
  load(packed: PackedEdges, paints: Paints): void {
    this.#packed = packed;
    this.#painter.load(packed, paints);
  }

  /** Removes the edges. */
  clear(): void {
    this.#packed = undefined;
    this.#painted = undefined;
    this.#idle.cancel();
    this.element.hidden = true;
  }

  /** Updates the viewport's size. */
  resize(room: Size): void {
    this.#room = room;
    this.rest();
  }

  /** Moves with the camera. */
  move(view: CameraView): void {
    this.#view = view;
    this.#place();
    if (!this.#covers(SPARE)) void this.#paint();
  }

  /** Repaints if necessary after the camera has stopped or the edges were replaced. */
  rest(): void {
    if (this.#painted?.packed !== this.#packed || this.#painted?.view.k !== this.#view.k || !this.#covers(0))
      void this.#paint();
  }

  /** Whether the viewport and a fraction of the margin around it are painted. */
  #covers(part: number): boolean {
    const painted = this.#painted;
    if (!painted) return false;
    const { x, y, scale } = this.#offset(painted);
    const { width, height } = this.#room;
    const [spareX, spareY] = [width * MARGIN * part, height * MARGIN * part];
    return (
      x <= -spareX &&
      y <= -spareY &&
      x + (painted.room.width + 2 * painted.margin.width) * scale >= width + spareX &&
      y + (painted.room.height + 2 * painted.margin.height) * scale >= height + spareY
    );
  }

  /** Returns the position of the bitmap's corner, and its scale. */
  #offset({ view, margin }: Painted): { readonly x: number; readonly y: number; readonly scale: number } {
    const scale = this.#view.k / view.k;
    return {
      x: this.#view.x - scale * (view.x + margin.width),
      y: this.#view.y - scale * (view.y + margin.height),
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
    const room = this.#room;
    const packed = this.#packed;
    if (!packed || room.width === 0 || room.height === 0) return;
    this.#idle.cancel();
    this.#busy = true;
    const view = this.#view;
    const isFirst = !this.#painted;
    const marginOf = (size: number) => (isFirst ? 0 : Math.round(size * MARGIN));
    const margin = { width: marginOf(room.width), height: marginOf(room.height) };
    const piece = {
      view: { x: view.x + margin.width, y: view.y + margin.height, k: view.k },
      width: room.width + 2 * margin.width,
      height: room.height + 2 * margin.height,
      ratio: devicePixelRatio,
    };
    // A worker takes longer to start than a few edges take to paint.
    const isHere = isFirst && packed.styles.length <= AT_ONCE;
    const bitmap = isHere ? this.#painter.paintNow(piece) : await this.#painter.paint(piece);
    this.#busy = false;
    if (!this.#packed) return;
    if (bitmap) {
      this.#show(bitmap, { view, room, margin, packed });
      this.shown(packed);
    }
    const moved = this.#view.k !== view.k || !this.#covers(0) || this.#room !== room;
    if (this.#packed !== packed || (bitmap && moved)) void this.#paint();
    else if (bitmap && isFirst) this.#idle.ask(() => void this.#paint());
  }

  #show(bitmap: ImageBitmap, painted: Painted): void {
    const { element } = this;
    if (element.width !== bitmap.width) element.width = bitmap.width;
    if (element.height !== bitmap.height) element.height = bitmap.height;
    element.style.width = `${painted.room.width + 2 * painted.margin.width}px`;
    element.style.height = `${painted.room.height + 2 * painted.margin.height}px`;
    element.getContext('bitmaprenderer')?.transferFromImageBitmap(bitmap);
    this.#painted = painted;
    element.hidden = false;
    this.#place();
  }
}
