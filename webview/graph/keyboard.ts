import type { Camera } from './camera';
import { pointAt } from './curve';
import { follow, type Place } from './navigation';
import { NOTHING, type Scene } from './scene';
import type { Sky } from './sky';

/** Room in pixels that is kept around what has the focus. */
const ROOM = 60;

/** The drawing's keyboard: one stop for Tab; inside, keys go from star to star and along edges. */
export class Keyboard {
  #scene: Scene = NOTHING;
  #stop: Element | undefined;

  /** @param area around the drawing. @param fit shows the whole picture. */
  constructor(area: HTMLElement, private readonly sky: Sky, private readonly camera: Camera, fit: () => void) {
    area.addEventListener('keydown', (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const at = placeOf(event.target);
      const next = at && follow(event.key, at, this.#scene);
      if (next) this.#focus(next);
      else if (event.key === '+' || event.key === '=') camera.zoomBy(1.25);
      else if (event.key === '-') camera.zoomBy(0.8);
      else if (event.key === '0') fit();
      else return;
      event.preventDefault();
    });
    // Not on the SVG element, which a listener for focus would make a stop for Tab.
    area.addEventListener('focusin', ({ target }) => {
      if (target instanceof Element && placeOf(target)) this.#stopAt(target);
    });
  }

  /** Takes over a new scene; when the star or edge that Tab stops at is gone, the first star takes its place. */
  update(scene: Scene): void {
    this.#scene = scene;
    if (this.#stop?.isConnected) return;
    const first = scene.nodes[0];
    const element = first && this.sky.node(first.node.id);
    if (element) this.#stopAt(element);
  }

  #stopAt(element: Element): void {
    this.#stop?.setAttribute('tabindex', '-1');
    this.#stop = element;
    element.setAttribute('tabindex', '0');
  }

  #focus(place: Place): void {
    const point = 'node' in place
      ? this.#scene.nodes.find(({ node }) => node.id === place.node)?.place
      : middle(this.#scene.edges.find(({ key }) => key === place.edge));
    if (point) this.camera.reveal(point.x, point.y, ROOM);
    // The camera has moved already; the browser must not scroll on top of that.
    ('node' in place ? this.sky.node(place.node) : this.sky.edge(place.edge))?.focus({ preventScroll: true });
  }
}

function middle(shape: Scene['edges'][number] | undefined): ReturnType<typeof pointAt> | undefined {
  return shape && pointAt(shape.curve, 0.5);
}

function placeOf(target: EventTarget | null): Place | undefined {
  if (!(target instanceof SVGElement)) return undefined;
  const { node, key } = target.dataset;
  if (node !== undefined) return { node };
  return key === undefined ? undefined : { edge: key };
}
