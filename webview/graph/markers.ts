import type { View } from './camera';
import { pointAt } from './curve';
import type { EdgeShape, Scene } from './scene';

/** Milliseconds of one journey along an edge, as in star-collect's page. */
const JOURNEY = 2000;
/** Radius of the glow, in pixels at a zoom of one. */
const GLOW = 11;
/** Each marker starts at another moment: steps of the golden section never meet. */
const GOLDEN_SECTION = 0.618_034;

/** The most markers at once: more are a blur, and would keep the page busy. */
const MOST = 200;

/** More markers than these move in every second frame alone: nobody sees it, and it halves what they cost. */
const FEW = 60;
const SECOND_FRAME = 24;

interface Traveller {
  readonly shape: EdgeShape;
  readonly colour: string;
}

/**
 * Lights that travel along what probes have reached, on a canvas above the drawing, which itself is not painted anew. Frames are
 * drawn only while there is something to move, somebody who sees it, and no wish for reduced motion.
 */
export class Markers {
  readonly element = document.createElement('canvas');
  readonly #still = matchMedia('(prefers-reduced-motion: reduce)');
  readonly #sprites = new Map<string, HTMLCanvasElement>();
  #all: readonly EdgeShape[] = [];
  #colourOf: (id: string) => string = () => 'gray';
  #travellers: readonly Traveller[] = [];
  #enabled = true;
  /** Asked for when it changes alone, since every question has the page laid out. */
  #size = { width: 0, height: 0 };
  #frame: number | undefined;
  /** When they were drawn last. */
  #drawn = 0;

  /** @param viewOf where the camera is. */
  constructor(private readonly viewOf: () => View) {
    this.element.className = 'markers';
    this.element.ariaHidden = 'true';
    this.#still.addEventListener('change', () => this.#run());
    document.addEventListener('visibilitychange', () => this.#run());
    new MutationObserver(() => {
      // Sprites hold colours of the theme.
      this.#sprites.clear();
      this.#run();
    }).observe(document.body, { attributeFilter: ['class', 'data-vscode-theme-id'] });
  }

  /** Sets the edges to travel along. @param colourOf the resolved colour of a star. */
  travel({ edges }: Pick<Scene, 'edges'>, enabled: boolean, colourOf: (id: string) => string): void {
    this.#enabled = enabled;
    this.#colourOf = colourOf;
    this.#all = enabled ? edges.filter(({ edge }) => edge.state === 'reachable' && edge.kind === 'probe') : [];
    this.choose();
  }

  /** Chooses who travels where there are too many: of those in sight, always the same. For a camera at rest. */
  choose(): void {
    this.#travellers = this.#chosen().map((shape) => ({ shape, colour: this.#colourOf(shape.edge.from) }));
    this.#run();
  }

  #chosen(): readonly EdgeShape[] {
    if (this.#all.length <= MOST) return this.#all;
    const { x, y, k } = this.viewOf();
    const { width, height } = this.#size;
    const inSight = this.#all.filter(({ curve }) => {
      const middle = pointAt(curve, 0.5);
      const [left, top] = [x + middle.x * k, y + middle.y * k];
      return left >= 0 && left <= width && top >= 0 && top <= height;
    });
    // Evenly among all, so that one that comes or goes leaves the others.
    const part = MOST / inSight.length;
    return part >= 1 ? inSight : inSight.filter(({ key }) => spread(key) < part);
  }

  /** Its place on the screen has another size. */
  resize(): void {
    this.#size = { width: this.element.clientWidth, height: this.element.clientHeight };
    this.choose();
  }

  /** Stops all of them until the next call of {@link travel}. */
  stop(): void {
    this.#all = this.#travellers = [];
    this.#run();
  }

  #run(): void {
    // The editor has a setting of its own for reduced motion, which it tells by a class.
    const still = this.#still.matches || document.body.classList.contains('vscode-reduce-motion');
    const moving = this.#enabled && this.#travellers.length > 0 && !still && !document.hidden;
    if (moving) {
      this.#frame ??= requestAnimationFrame(this.#draw);
    } else {
      if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
      this.#frame = undefined;
      this.#cleared();
    }
  }

  readonly #draw = (now: number): void => {
    this.#frame = requestAnimationFrame(this.#draw);
    if (this.#travellers.length > FEW && now - this.#drawn < SECOND_FRAME) return;
    this.#drawn = now;
    const context = this.#cleared();
    if (!context) return;
    const { x, y, k } = this.viewOf();
    const size = 2 * GLOW * k;
    this.#travellers.forEach(({ shape, colour }, index) => {
      const part = (now / JOURNEY + index * GOLDEN_SECTION) % 1;
      const at = pointAt(shape.curve, part);
      // Appears and vanishes softly at the ends.
      context.globalAlpha = Math.min(1, part * 8, (1 - part) * 8);
      context.drawImage(this.#sprite(colour), x + at.x * k - size / 2, y + at.y * k - size / 2, size, size);
    });
  };

  /** The canvas, empty, and as large as its place on the screen. */
  #cleared(): CanvasRenderingContext2D | null {
    const { element } = this;
    const [width, height] = [Math.round(this.#size.width * devicePixelRatio), Math.round(this.#size.height * devicePixelRatio)];
    if (element.width !== width) element.width = width;
    if (element.height !== height) element.height = height;
    const context = element.getContext('2d');
    context?.resetTransform();
    context?.clearRect(0, 0, width, height);
    context?.scale(devicePixelRatio, devicePixelRatio);
    return context;
  }

  #sprite(colour: string): HTMLCanvasElement {
    let sprite = this.#sprites.get(colour);
    if (!sprite) {
      sprite = glow(colour);
      this.#sprites.set(colour, sprite);
    }
    return sprite;
  }
}

/** A number of a key's own, evenly between 0 and 1: its FNV-1a hash. */
function spread(key: string): number {
  let hash = 0x81_1c_9d_c5;
  for (let at = 0; at < key.length; at += 1) hash = Math.imul(hash ^ key.charCodeAt(at), 0x01_00_01_93);
  return (Math.imul(hash ^ (hash >>> 15), 0x2c_1b_3c_6d) >>> 0) / 2 ** 32;
}

/** A light with a pale heart in a colour, drawn once at four times its size so that it stays smooth when magnified. */
function glow(colour: string): HTMLCanvasElement {
  const radius = GLOW * 4;
  const sprite = document.createElement('canvas');
  sprite.width = sprite.height = 2 * radius;
  const context = sprite.getContext('2d');
  if (!context) return sprite;
  const fill = context.createRadialGradient(radius, radius, 0, radius, radius, radius);
  fill.addColorStop(0, `color-mix(in srgb, ${colour} 15%, white)`);
  fill.addColorStop(0.26, `color-mix(in srgb, ${colour} 35%, white)`);
  fill.addColorStop(0.36, `color-mix(in srgb, ${colour} 70%, transparent)`);
  // Not wholly transparent: that would be black, and the canvas would blend towards it.
  fill.addColorStop(1, `color-mix(in srgb, ${colour} 1%, transparent)`);
  context.fillStyle = fill;
  context.fillRect(0, 0, 2 * radius, 2 * radius);
  return sprite;
}
