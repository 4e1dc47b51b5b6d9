import { followAttention } from '../interaction/attention';
import { Camera, type CameraView } from '../scene/camera';
import { EdgeLayer } from './canvas/edge-layer';
import { Packer } from './canvas/packed-edges';
import { PointedEdge } from './canvas/pointed-edge';
import { isPainted, LiveEdges } from './canvas/live-edges';
import { Colors } from '../scene/colors';
import { connectByDrag } from '../interaction/connect';
import { placeAt } from '../scene/place-at';
import { makeDraggable } from '../interaction/drag';
import type { Drawing } from '../scene/drawn';
import { Idle } from '../page/idle';
import { Keyboard } from '../interaction/keyboard';
import { Markers } from './markers';
import { neighborhoodOf } from '../scene/neighborhood';
import type { Labels } from './node-view';
import { edgeKey } from '../page/received';
import type { Point } from '../scene/point';
import { boundsOf, Composer, hasMoved, NOTHING, type Scene } from '../scene/scene';
import { SvgLayer } from './svg-layer';
import { html } from '../../shared/dom';
import { tipFor } from '../interaction/tips';
import { Tooltip } from '../../shared/tooltip';
import { Helper } from '../worker/helper';

/** Events and queries of the picture. */
export interface PictureListener {
  /** A star is being dragged. */
  moved(id: string, place: Point): void;
  /** It was dropped. */
  dropped(): void;
  /** The user asks for the connection between two stars. */
  connected(from: string, to: string): void;
  /** The camera stopped; null while it follows the stars. */
  rested(view: CameraView | null): void;
  /** Returns the position of a star. */
  placeOf(id: string): Point | undefined;
  /** Returns the age of the displayed data, in milliseconds. */
  age(): number;
  /** Returns the time of the displayed data, by the host's clock, in milliseconds since the epoch. */
  now(): number;
}

/** Options of rendering. */
export interface RenderOptions {
  readonly places: ReadonlyMap<string, Point>;
  readonly colorOf: (id: string) => string;
  readonly markers: boolean;
  readonly labels: Labels;
}

/** A star or an edge. */
type Subject = { readonly node: string } | { readonly from: string; readonly to: string };

/** The drawing on the page: stars, edges and moving lights, with camera, tooltip and keyboard. */
export class Picture {
  readonly element: HTMLElement;
  readonly #svgLayer: SvgLayer;
  readonly #camera: Camera;
  readonly #markers = new Markers();
  readonly #tooltip: Tooltip;
  readonly #keyboard: Keyboard;
  readonly #colours = new Colors();
  readonly #packer = new Packer();
  readonly #helper = new Helper();
  readonly #layer: EdgeLayer;
  readonly #pointed: PointedEdge;
  readonly #liveEdges: LiveEdges;
  readonly #idle = new Idle();
  readonly #composer = new Composer();
  #scene: Scene = NOTHING;
  #selected: Element | undefined;
  /** The highlighted star. */
  #attention: string | undefined;

  /** @param camera As set by the user. */
  constructor(camera: CameraView | null, listener: PictureListener) {
    this.#svgLayer = new SvgLayer((element, id) =>
      makeDraggable(element, id, {
        stage: this.#svgLayer.stage,
        placeOf: (star) => listener.placeOf(star),
        moved: (star, place) => listener.moved(star, place),
        dropped: () => listener.dropped(),
      }),
    );
    this.#liveEdges = new LiveEdges(this.#svgLayer);
    this.#layer = new EdgeLayer(this.#helper, (packed) => this.#liveEdges.painted(packed));
    this.#camera = new Camera(this.#svgLayer.element, this.#svgLayer.stage, {
      moved: (view) => {
        this.#svgLayer.sizeLabels(view.k);
        this.#layer.move(view);
        this.#markers.move(view);
      },
      rested: (view, held) => {
        this.#svgLayer.rest(view, this.element);
        this.#layer.rest();
        this.#markers.choose();
        listener.rested(held ? view : null);
      },
    });
    this.element = html('div', 'picture', this.#layer.element, this.#svgLayer.element, this.#markers.element);
    this.#keyboard = new Keyboard(this.element, this.#svgLayer, this.#camera, () => this.fit());
    this.#tooltip = new Tooltip(this.element, this.#svgLayer.element, (element) =>
      tipFor(element, this.#scene, listener),
    );
    this.element.append(this.#tooltip.element);
    this.#pointed = new PointedEdge(
      this.#svgLayer.element,
      () => this.#camera.view,
      (key) => {
        this.#liveEdges.point(key);
        const element = key === undefined ? undefined : this.#svgLayer.edge(key);
        if (element) this.#tooltip.about(element);
      },
    );
    connectByDrag(this.element, {
      stage: this.#svgLayer.stage,
      placeOf: (event) => placeAt(event, this.#svgLayer.element, this.#camera.view),
      connected: (from, to) => listener.connected(from, to),
    });
    followAttention(this.element, (id) => {
      this.#attention = id;
      this.#surround();
    });
    new ResizeObserver(() => {
      this.#layer.resize();
      this.#markers.resize();
      if (this.#camera.fitsRoom) this.follow();
      this.#layer.rest();
    }).observe(this.element);
    window.addEventListener('resize', () => this.follow());
    // Last, because it affects everything that depends on the camera.
    if (camera) this.#camera.restore(camera);
  }

  get scene(): Scene {
    return this.#scene;
  }

  /** Starts the worker early in case the graph has many edges, because a busy page gets one slowly. */
  standBy(): void {
    void this.#helper.ready;
  }

  draw(drawing: Drawing, { places, colorOf, markers, labels }: RenderOptions): void {
    const scene = this.#composer.compose(drawing, places);
    const before = this.#scene;
    this.#scene = scene;
    const painted = isPainted(scene);
    if (!painted) this.#helper.stop();
    this.#svgLayer.draw(scene, colorOf, labels, this.#liveEdges.among(painted ? scene : undefined));
    if (this.#attention !== undefined) this.#surround();
    this.#keyboard.update(scene);
    const resolved = (id: string) => this.#colours.resolve(colorOf(id));
    const paint = () => {
      this.#pointed.load(painted ? scene.edges : []);
      this.#paint(painted ? scene : undefined, resolved);
    };
    // Changed edges already have elements; the bitmap below can be repainted later.
    if (painted && isPainted(before) && !hasMoved(before, scene)) this.#idle.ask(paint);
    else {
      this.#idle.cancel();
      paint();
    }
    this.#markers.travel(scene, markers, colorOf);
  }

  /**
   * Paints the edges below the drawing; returns undefined if they are elements. @param colorOf Returns the resolved
   * color of a star.
   */
  #paint(scene: Scene | undefined, colorOf: (id: string) => string): void {
    const packed = scene && this.#packer.pack(scene);
    const colours = scene?.nodes.map(({ node }) => colorOf(node.id)) ?? [];
    const [band, faint, glow] = [
      this.#colours.number('--band'),
      this.#colours.number('--faint'),
      this.#colours.number('--glow'),
    ];
    if (packed) this.#liveEdges.paints(packed);
    this.#layer.load(packed, { colours, band, faint, glow });
    this.#layer.move(this.#camera.view);
  }

  /** Returns the target of an event: an element, also for an edge that is only painted there. */
  targetOf(event: MouseEvent): EventTarget | null {
    const { target } = event;
    const key = target === this.#svgLayer.element ? this.#pointed.keyAt(event) : undefined;
    return (key === undefined ? undefined : this.#svgLayer.edge(key)) ?? target;
  }

  /** Stops, because something else is shown. */
  rest(): void {
    this.#markers.stop();
    this.#pointed.forget();
    this.#tooltip.hide();
  }

  /** Focuses a star or an edge, if it is shown. */
  focus(subject: Subject): void {
    this.#keyboard.focus('node' in subject ? subject : { edge: edgeKey(subject) });
  }

  /**
   * Keeps the view while the details of a star or an edge take room from the picture: it moves only to show a subject
   * that is out of view.
   */
  standStillFor(subject: Subject): void {
    if (this.#scene.nodes.length === 0 || this.element.hidden) return;
    this.#camera.standStill();
    this.#keyboard.reveal('node' in subject ? subject : { edge: edgeKey(subject) });
  }

  /** Ends {@link standStillFor}. */
  release(): void {
    const box = boundsOf(this.#scene);
    if (box) this.#camera.release(box);
  }

  hideTip(): void {
    this.#tooltip.hide();
  }

  /** Highlights the subject of the details; undefined for none. */
  select(subject: Subject | undefined): void {
    const key = subject && 'from' in subject ? edgeKey(subject) : undefined;
    this.#liveEdges.select(key);
    const selected =
      subject && 'node' in subject
        ? this.#svgLayer.node(subject.node)
        : key === undefined
          ? undefined
          : this.#svgLayer.edge(key);
    if (selected !== this.#selected) this.#selected?.classList.remove('selected');
    selected?.classList.add('selected');
    this.#selected = selected;
  }

  #surround(): void {
    const neighborhood = this.#attention === undefined ? undefined : neighborhoodOf(this.#attention, this.#scene);
    this.#liveEdges.surround(neighborhood?.edges);
    this.#svgLayer.surround(neighborhood);
    this.#layer.element.classList.toggle('back', neighborhood !== undefined);
  }

  /** Keeps the picture in view unless the user has moved the camera. */
  follow(): void {
    const box = boundsOf(this.#scene);
    if (box) this.#camera.follow(box);
  }

  /** Fits the whole picture. */
  fit(): void {
    const box = boundsOf(this.#scene);
    if (box) this.#camera.fit(box);
  }
}
