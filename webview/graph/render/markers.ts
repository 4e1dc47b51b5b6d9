import type { Size } from '../scene/box';
import type { CameraView } from '../scene/camera';
import { pointAt, type Curve } from '../scene/curve';
import { IncrementalFilter } from '../page/incremental';
import type { EdgeShape, Scene } from '../scene/scene';
import { html } from '../../shared/dom';

/** Milliseconds of one journey along an edge, as on star-collect's page. */
const JOURNEY = 2000;
/** Straight segments of a journey: edges are bent too little for it to be visible. */
const STEPS = 12;
/** Start times follow the golden section, so that no two markers are in step. */
const GOLDEN_SECTION = 0.618_034;
/** Maximum number of markers: more are a blur, and would keep the page busy. */
const MOST = 200;
/** Maximum number of markers while the camera moves; more are hidden until it stops. */
const CARRIED = 60;
/** Opacity at each eighth of the way: fades in and out at the ends. */
const OPACITY = [0, 1, 1, 1, 1, 1, 1, 1, 0];

/** A moving light: an element with one endless animation. */
interface Traveller {
  readonly element: HTMLElement;
  readonly effect: KeyframeEffect;
  curve: Curve;
}

/**
 * Lights that travel along reachable edges, above the drawing. The browser's compositor moves them without page frames.
 * Hidden pages and reduced motion have none.
 */
export class Markers {
  readonly element: HTMLElement;
  /** Their container, which moves with the camera. */
  readonly #stage = html('div', 'journeys');
  readonly #still = matchMedia('(prefers-reduced-motion: reduce)');
  /** By edge key. */
  readonly #travellers = new Map<string, Traveller>();
  readonly #travelled = new IncrementalFilter<EdgeShape>();
  readonly #inSight = new IncrementalFilter<EdgeShape>();
  #all: readonly EdgeShape[] = [];
  /** Tests whether an edge is visible; undefined after the camera or the window has changed. */
  #isInSight: ((shape: EdgeShape) => boolean) | undefined;
  #colorOf: (id: string) => string = () => 'gray';
  #view: CameraView = { x: 0, y: 0, k: 1 };
  /** Size of the viewport. */
  #room: Size = { width: 0, height: 0 };
  /** Number of journeys started so far. */
  #begun = 0;

  constructor() {
    this.element = html('div', 'markers', this.#stage);
    this.element.ariaHidden = 'true';
    this.#still.addEventListener('change', () => this.choose());
    document.addEventListener('visibilitychange', () => this.choose());
    // VS Code's own setting for reduced motion is a class of the page.
    new MutationObserver(() => this.choose()).observe(document.body, { attributeFilter: ['class'] });
  }

  /** Sets the edges to travel along. @param colorOf Returns the CSS color of a star. */
  travel({ edges }: Pick<Scene, 'edges'>, enabled: boolean, colorOf: (id: string) => string): void {
    this.#colorOf = colorOf;
    this.#all = enabled ? this.#travelled.of(edges, isTravelled) : [];
    this.choose();
  }

  /** Follows the camera. */
  move(view: CameraView): void {
    this.#view = view;
    this.#isInSight = undefined;
    this.#stage.style.transform = `translate(${view.x}px, ${view.y}px) scale(${view.k})`;
    // Moving so many layers at once would cost frames.
    this.#stage.classList.toggle('away', this.#travellers.size > CARRIED);
  }

  /** Selects edges if there are too many: deterministically, from those visible. Call when the camera has stopped. */
  choose(): void {
    this.#stage.classList.remove('away');
    const still = this.#still.matches || document.body.classList.contains('vscode-reduce-motion');
    const chosen = new Map((still || document.hidden ? [] : this.#chosen()).map((shape) => [shape.key, shape]));
    for (const [key, { element }] of this.#travellers) {
      if (chosen.has(key)) continue;
      element.remove();
      this.#travellers.delete(key);
    }
    for (const shape of chosen.values()) this.#send(shape);
  }

  #chosen(): readonly EdgeShape[] {
    if (this.#all.length <= MOST) return this.#all;
    this.#isInSight ??= sightOf(this.#view, this.#room);
    const inSight = this.#inSight.of(this.#all, this.#isInSight);
    // Spread over all edges, so that a new or removed edge does not affect the others.
    const part = MOST / inSight.length;
    return part >= 1 ? inSight : inSight.filter(({ lot }) => lot < part);
  }

  /** Updates the viewport's size. */
  resize(room: Size): void {
    this.#room = room;
    this.#isInSight = undefined;
    this.choose();
  }

  /** Stops all until the next call of {@link travel}. */
  stop(): void {
    this.#all = [];
    this.choose();
  }

  /** Starts a marker along an edge. An existing one continues from its position. */
  #send({ key, edge, curve }: EdgeShape): void {
    let traveller = this.#travellers.get(key);
    if (!traveller) {
      const element = html('div', 'marker');
      element.dataset['marker'] = `${edge.from}→${edge.to}`;
      this.#stage.append(element);
      const effect = new KeyframeEffect(element, journey(curve), {
        duration: JOURNEY,
        iterations: Infinity,
        delay: -JOURNEY * ((this.#begun * GOLDEN_SECTION) % 1),
      });
      this.#begun += 1;
      new Animation(effect).play();
      traveller = { element, effect, curve };
      this.#travellers.set(key, traveller);
    } else if (!isSame(traveller.curve, curve)) {
      traveller.effect.setKeyframes(journey(curve));
      traveller.curve = curve;
    }
    const color = this.#colorOf(edge.from);
    const { style } = traveller.element;
    if (style.getPropertyValue('--star') !== color) style.setProperty('--star', color);
  }
}

function isTravelled({ edge: { state, kind } }: EdgeShape): boolean {
  return state === 'reachable' && kind === 'probe';
}

/** Returns a test whether the middle of an edge is visible. */
function sightOf({ x, y, k }: CameraView, { width, height }: Size): (shape: EdgeShape) => boolean {
  return ({ curve }) => {
    const middle = pointAt(curve, 0.5);
    const [left, top] = [x + middle.x * k, y + middle.y * k];
    return left >= 0 && left <= width && top >= 0 && top <= height;
  };
}

/** Returns the keyframes along a curve. */
function journey(curve: Curve): PropertyIndexedKeyframes {
  const stops = Array.from({ length: STEPS + 1 }, (_, step) => pointAt(curve, step / STEPS));
  return { transform: stops.map(({ x, y }) => `translate(${x.toFixed(2)}px, ${y.toFixed(2)}px)`), opacity: OPACITY };
}

function isSame(one: Curve, other: Curve): boolean {
  return (['start', 'control', 'end'] as const).every(
    (part) => one[part].x === other[part].x && one[part].y === other[part].y,
  );
}
