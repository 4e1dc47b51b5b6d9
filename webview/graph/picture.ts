import { followAttention } from './attention';
import { Camera, type View } from './camera';
import { makeDraggable } from './drag';
import type { Drawing } from './drawn';
import { Keyboard } from './keyboard';
import { Markers } from './markers';
import { neighbourhoodOf } from './neighbourhood';
import type { Labels } from './node-view';
import { edgeKey } from './received';
import type { Point } from './saved';
import { boundsOf, compose, NOTHING, type Scene } from './scene';
import { Sky } from './sky';
import { html } from './svg';
import { tipFor } from './tips';
import { Tooltip } from './tooltip';

/** What the picture tells of, and asks for. */
export interface PictureListener {
  /** A star is being dragged. */
  moved(id: string, place: Point): void;
  /** It was let go of. */
  dropped(): void;
  /** The camera came to rest; undefined when it follows the stars. */
  rested(view: View | null): void;
  /** Where a star is. */
  placeOf(id: string): Point | undefined;
  /** How old what is shown is, in milliseconds. */
  age(): number;
  /** The time of what is shown, by the host's clock, in milliseconds since the epoch. */
  now(): number;
}

/** How a drawing is to be shown. */
export interface Look {
  readonly places: ReadonlyMap<string, Point>;
  readonly colourOf: (id: string) => string;
  readonly markers: boolean;
  readonly labels: Labels;
}

/** The drawing on the page: stars and edges, lights that travel along them, camera, tooltip and keyboard. */
export class Picture {
  readonly element: HTMLElement;
  readonly #sky: Sky;
  readonly #camera: Camera;
  readonly #markers: Markers;
  readonly #tooltip: Tooltip;
  readonly #keyboard: Keyboard;
  #scene: Scene = NOTHING;
  /** The star that somebody looks at. */
  #attention: string | undefined;

  /** @param camera where a person has put it. */
  constructor(camera: View | null, listener: PictureListener) {
    this.#sky = new Sky((element, id) => makeDraggable(element, id, {
      stage: this.#sky.stage,
      placeOf: (star) => listener.placeOf(star),
      moved: (star, place) => listener.moved(star, place),
      dropped: () => listener.dropped(),
    }));
    this.#markers = new Markers(() => this.#camera.view);
    this.#camera = new Camera(this.#sky.element, this.#sky.stage, camera, {
      moved: ({ k }) => this.#sky.sizeLabels(k),
      rested: (view, held) => {
        this.#sky.placeLabels();
        listener.rested(held ? view : null);
      },
    });
    this.element = html('div', 'picture', this.#sky.element, this.#markers.element);
    this.#keyboard = new Keyboard(this.element, this.#sky, this.#camera, () => this.fit());
    this.#tooltip = new Tooltip(this.element, this.#sky.element, (element) => tipFor(element, this.#scene, listener));
    this.element.append(this.#tooltip.element);
    followAttention(this.element, (id) => {
      this.#attention = id;
      this.#surround();
    });
    new ResizeObserver(() => this.follow()).observe(this.element);
  }

  get scene(): Scene {
    return this.#scene;
  }

  draw(drawing: Drawing, { places, colourOf, markers, labels }: Look): void {
    this.#scene = compose(drawing, places);
    this.#sky.draw(this.#scene, colourOf, labels);
    if (this.#attention !== undefined) this.#surround();
    this.#keyboard.update(this.#scene);
    this.#markers.travel(this.#scene, markers, (id) => getComputedStyle(this.#sky.node(id) ?? document.body).color);
  }

  /** Comes to rest: something else is shown. */
  rest(): void {
    this.#markers.stop();
    this.#tooltip.hide();
  }

  /** Gives the focus to a star or an edge, if it is shown. */
  focus(subject: { readonly node: string } | { readonly from: string; readonly to: string }): void {
    this.#keyboard.focus('node' in subject ? subject : { edge: edgeKey(subject) });
  }

  hideTip(): void {
    this.#tooltip.hide();
  }

  /** Marks what is told of beside the picture. */
  select(isSelected: (what: { readonly node: string } | { readonly from: string; readonly to: string }) => boolean): void {
    for (const { node } of this.#scene.nodes) this.#sky.node(node.id)?.classList.toggle('selected', isSelected({ node: node.id }));
    for (const { key, edge } of this.#scene.edges) this.#sky.edge(key)?.classList.toggle('selected', isSelected(edge));
  }

  #surround(): void {
    this.#sky.surround(this.#attention === undefined ? undefined : neighbourhoodOf(this.#attention, this.#scene));
  }

  /** Keeps the picture in view unless a person has moved the camera. */
  follow(): void {
    const box = boundsOf(this.#scene);
    if (box) this.#camera.follow(box);
  }

  /** Shows the whole picture. */
  fit(): void {
    const box = boundsOf(this.#scene);
    if (box) this.#camera.fit(box);
  }
}
