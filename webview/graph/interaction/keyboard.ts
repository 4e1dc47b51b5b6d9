import { TypeAhead } from '../../shared/grid/type-ahead';
import type { Camera } from '../scene/camera';
import { pointAt } from '../scene/curve';
import { follow, type NavigationTarget } from './navigation';
import type { Point } from '../scene/point';
import { NOTHING, type Scene } from '../scene/scene';
import type { SvgLayer } from '../render/svg-layer';

/** Margin in pixels around the focused element. */
const ROOM = 60;

/** Keyboard navigation of the drawing. It is one tab stop, inside which keys move between stars and along edges. */
export class Keyboard {
  #scene: Scene = NOTHING;
  readonly #typeAhead = new TypeAhead();
  #stop: Element | undefined;

  /** @param area The element around the drawing. @param fit Fits the drawing into view. */
  constructor(
    area: HTMLElement,
    private readonly svgLayer: SvgLayer,
    private readonly camera: Camera,
    fit: () => void,
  ) {
    area.addEventListener('keydown', (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const at = navigationTargetOf(event.target);
      const next = at && follow(event, at, this.#scene);
      if (next) this.focus(next);
      else if (event.key === '+' || event.key === '=') camera.zoomBy(1.25);
      else if (event.key === '-') camera.zoomBy(0.8);
      else if (event.key === '0') fit();
      else if (at && event.key.length === 1 && event.key !== ' ') this.#find(event.key, event.timeStamp, at);
      else return;
      event.preventDefault();
    });
    // Not on the SVG element, which focus listeners would make a tab stop.
    area.addEventListener('focusin', ({ target }) => {
      if (target instanceof Element && navigationTargetOf(target)) this.#stopAt(target);
    });
  }

  /** Updates the scene. If the tab stop's star or edge is gone, the first star replaces it. */
  update(scene: Scene): void {
    this.#scene = scene;
    if (this.#stop?.isConnected) return;
    const first = scene.nodes[0];
    const element = first && this.svgLayer.node(first.node.id);
    if (element) this.#stopAt(element);
  }

  /** Focuses the star whose name was typed. */
  #find(letter: string, at: number, from: NavigationTarget): void {
    const { nodes } = this.#scene;
    const names = nodes.map(({ node: { id, name } }) => (name === id ? id : `${name} ${id}`));
    const found = this.#typeAhead.find(
      letter,
      at,
      names,
      'node' in from ? nodes.findIndex(({ node }) => node.id === from.node) : -1,
    );
    const node = found === undefined ? undefined : nodes[found]?.node.id;
    if (node !== undefined) this.focus({ node });
  }

  #stopAt(element: Element): void {
    this.#stop?.setAttribute('tabindex', '-1');
    this.#stop = element;
    element.setAttribute('tabindex', '0');
  }

  /** Focuses a target and scrolls it into view. */
  focus(place: NavigationTarget): void {
    const point = this.#pointOf(place);
    if (point) this.camera.reveal(point, ROOM);
    const element = this.#elementOf(place);
    if (!element) return;
    // First, because a painted edge has an element only while it is the tab stop.
    this.#stopAt(element);
    // The camera has already moved. The browser must not scroll, too.
    element.focus({ preventScroll: true });
  }

  /** Scrolls a star, or both stars of an edge, into view, unless they are there. */
  reveal(place: NavigationTarget): void {
    const edge = 'edge' in place ? this.#scene.edges.find(({ key }) => key === place.edge)?.edge : undefined;
    const stars = edge ? [edge.from, edge.to].map((node) => ({ node })) : [place];
    for (const star of stars) {
      const point = this.#pointOf(star);
      if (point && !this.camera.shows(point)) this.camera.reveal(point, ROOM);
    }
  }

  #pointOf(place: NavigationTarget): Point | undefined {
    if ('node' in place) return this.#scene.nodes.find(({ node }) => node.id === place.node)?.place;
    if ('edge' in place) return middle(this.#scene.edges.find(({ key }) => key === place.edge));
    const box = this.#scene.frames.find(({ key }) => key === place.frame)?.box;
    return box && { x: box.left, y: box.top };
  }

  #elementOf(place: NavigationTarget): SVGElement | undefined {
    if ('node' in place) return this.svgLayer.node(place.node);
    return 'edge' in place ? this.svgLayer.edge(place.edge) : this.svgLayer.frame(place.frame);
  }
}

function middle(shape: Scene['edges'][number] | undefined): ReturnType<typeof pointAt> | undefined {
  return shape && pointAt(shape.curve, 0.5);
}

function navigationTargetOf(target: EventTarget | null): NavigationTarget | undefined {
  if (!(target instanceof SVGElement)) return undefined;
  const { node, key, frame } = target.dataset;
  if (node !== undefined) return { node };
  if (frame !== undefined) return { frame };
  return key === undefined ? undefined : { edge: key };
}
