import type { View } from '../scene/camera';
import { pointAt, type Curve } from '../scene/curve';
import { IncrementalFilter } from '../page/incremental';
import type { EdgeShape, Scene } from '../scene/scene';
import { html } from '../../shared/dom';

/** Milliseconds of one journey along an edge, as in star-collect's page. */
const JOURNEY = 2000;
/** Straight steps that a journey's curve is made of: edges bow so little that nobody sees them. */
const STEPS = 12;
/** Each marker starts at another moment: steps of the golden section never meet. */
const GOLDEN_SECTION = 0.618_034;
/** The most markers at once: more are a blur, and would keep the page busy. */
const MOST = 200;
/** The most that are carried along while the camera moves; more are out of sight until it comes to rest. */
const CARRIED = 60;
/** How visible it is at each eighth of the way: it appears and vanishes softly at the ends. */
const OPACITY = [0, 1, 1, 1, 1, 1, 1, 1, 0];

/** A light on its way: an element, and the one animation that moves it for good. */
interface Traveller {
  readonly element: HTMLElement;
  readonly effect: KeyframeEffect;
  curve: Curve;
}

/**
 * Lights that travel along what probes have reached, above the drawing. The browser's compositor moves them, also while the page
 * itself does nothing: no frame is asked for. There are none while nobody sees them, or with the wish for reduced motion.
 */
export class Markers {
  readonly element: HTMLElement;
  /** What they travel in: it goes along with the camera. */
  readonly #stage = html('div', 'journeys');
  readonly #still = matchMedia('(prefers-reduced-motion: reduce)');
  /** By the keys of their edges. */
  readonly #travellers = new Map<string, Traveller>();
  readonly #travelled = new IncrementalFilter<EdgeShape>();
  readonly #inSight = new IncrementalFilter<EdgeShape>();
  #all: readonly EdgeShape[] = [];
  /** Whether an edge is in sight; undefined when the camera or the window is another since somebody asked. */
  #isInSight: ((shape: EdgeShape) => boolean) | undefined;
  #colorOf: (id: string) => string = () => 'gray';
  #view: View = { x: 0, y: 0, k: 1 };
  /** Asked for when it changes alone, since every question has the page laid out. */
  #size = { width: 0, height: 0 };
  /** How many have begun a journey so far. */
  #begun = 0;

  constructor() {
    this.element = html('div', 'markers', this.#stage);
    this.element.ariaHidden = 'true';
    this.#still.addEventListener('change', () => this.choose());
    document.addEventListener('visibilitychange', () => this.choose());
    // The editor has a setting of its own for reduced motion, which it tells by a class.
    new MutationObserver(() => this.choose()).observe(document.body, { attributeFilter: ['class'] });
  }

  /** Sets the edges to travel along. @param colorOf the CSS color of a star. */
  travel({ edges }: Pick<Scene, 'edges'>, enabled: boolean, colorOf: (id: string) => string): void {
    this.#colorOf = colorOf;
    this.#all = enabled ? this.#travelled.of(edges, isTravelled) : [];
    this.choose();
  }

  /** Follows the camera. */
  move(view: View): void {
    this.#view = view;
    this.#isInSight = undefined;
    this.#stage.style.transform = `translate(${view.x}px, ${view.y}px) scale(${view.k})`;
    // So many layers on the move at once would cost the camera its frames.
    this.#stage.classList.toggle('away', this.#travellers.size > CARRIED);
  }

  /** Chooses who travels where there are too many: of those in sight, always the same. For a camera at rest. */
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
    this.#isInSight ??= sightOf(this.#view, this.#size);
    const inSight = this.#inSight.of(this.#all, this.#isInSight);
    // Evenly among all, so that one that comes or goes leaves the others.
    const part = MOST / inSight.length;
    return part >= 1 ? inSight : inSight.filter(({ lot }) => lot < part);
  }

  /** Its place on the screen has another size. */
  resize(): void {
    this.#size = { width: this.element.clientWidth, height: this.element.clientHeight };
    this.#isInSight = undefined;
    this.choose();
  }

  /** Stops all of them until the next call of {@link travel}. */
  stop(): void {
    this.#all = [];
    this.choose();
  }

  /** Has a marker travel along an edge. One that does already goes on from where it is. */
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

/** Tells of an edge whether its middle is seen. */
function sightOf(
  { x, y, k }: View,
  { width, height }: { readonly width: number; readonly height: number },
): (shape: EdgeShape) => boolean {
  return ({ curve }) => {
    const middle = pointAt(curve, 0.5);
    const [left, top] = [x + middle.x * k, y + middle.y * k];
    return left >= 0 && left <= width && top >= 0 && top <= height;
  };
}

/** The way along a curve. */
function journey(curve: Curve): PropertyIndexedKeyframes {
  const stops = Array.from({ length: STEPS + 1 }, (_, step) => pointAt(curve, step / STEPS));
  return { transform: stops.map(({ x, y }) => `translate(${x.toFixed(2)}px, ${y.toFixed(2)}px)`), opacity: OPACITY };
}

function isSame(one: Curve, other: Curve): boolean {
  return (['start', 'control', 'end'] as const).every(
    (part) => one[part].x === other[part].x && one[part].y === other[part].y,
  );
}
