import { followAttention } from '../interaction/attention';
import { Camera, type CameraView } from '../scene/camera';
import { EdgeLayer } from './canvas/edge-layer';
import { Packer, type Paints } from './canvas/packed-edges';
import { PointedEdge } from './canvas/pointed-edge';
import { isPainted, LiveEdges } from './canvas/live-edges';
import { Colors } from '../scene/colors';
import { connectByDrag } from '../interaction/connect';
import type { Size } from '../scene/box';
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

/** What the camera does for a new picture: shows all of it, only unless the user has moved the camera, or nothing. */
type CameraMove = 'fit' | 'follow' | 'stay';

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

  /** The size of the picture. Cached, because reading it costs a layout. */
  #room: Size = { width: 0, height: 0 };

  /** @param camera As set by the user. */
  constructor(camera: CameraView | null, listener: PictureListener) {
    this.#svgLayer = new SvgLayer();
    makeDraggable(this.#svgLayer.stars, {
      stage: this.#svgLayer.stage,
      placeOf: (star) => listener.placeOf(star),
      moved: (star, place) => listener.moved(star, place),
      dropped: () => listener.dropped(),
    });
    this.#liveEdges = new LiveEdges(this.#svgLayer);
    this.#layer = new EdgeLayer(this.#helper, (packed) => this.#liveEdges.painted(packed));
    const room = () => this.#room;
    this.#camera = new Camera(this.#svgLayer.element, this.#svgLayer.stage, room, {
      moved: (view) => {
        this.#svgLayer.sizeLabels(view.k);
        this.#layer.move(view);
        this.#markers.move(view);
      },
      rested: (view, held) => {
        this.#svgLayer.rest(view, this.#room);
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
      if (this.#measure() && this.#camera.fitsRoom) this.#look('follow');
    }).observe(this.element);
    window.addEventListener('resize', () => this.follow());
    // Last, because it affects everything that depends on the camera.
    if (camera) this.#camera.restore(camera);
  }

  get scene(): Scene {
    return this.#scene;
  }

  /**
   * Prepares for the first graph while it is awaited. Starts the worker in case there are many edges, because a busy
   * page gets one slowly.
   */
  standBy(): void {
    void this.#helper.ready;
    this.#idle.ask(() => this.#svgLayer.warmUp());
  }

  /** @param camera What it does before the edges are painted. */
  draw(drawing: Drawing, { places, colorOf, markers, labels }: RenderOptions, camera: CameraMove): void {
    // When it appears, it is measured before there is much to lay out.
    if (this.#room.width === 0 || this.#scene.nodes.length === 0) this.#measure();
    const scene = this.#composer.compose(drawing, places);
    const before = this.#scene;
    this.#scene = scene;
    const painted = isPainted(scene);
    if (!painted) this.#helper.stop();
    // Colors are those of the page, whose style is computed before there is much of it.
    const paints = painted ? this.#paintsOf(scene, colorOf) : undefined;
    const unlabelled = this.#svgLayer.draw(scene, colorOf, labels, this.#liveEdges.among(painted ? scene : undefined));
    if (this.#attention !== undefined) this.#surround();
    this.#keyboard.update(scene);
    const load = () => {
      this.#pointed.load(paints ? scene.edges : []);
      if (paints) this.#load(scene, paints);
      else this.#layer.clear();
    };
    // Changed edges already have elements; the bitmap below can be repainted later.
    const isLater = painted && isPainted(before) && !hasMoved(before, scene);
    if (isLater)
      this.#idle.ask(() => {
        load();
        this.#layer.rest();
      });
    else {
      this.#idle.cancel();
      load();
    }
    if (!this.#look(camera) && unlabelled) this.#svgLayer.rest(this.#camera.view, this.#room);
    if (!isLater) this.#layer.rest();
    this.#markers.travel(scene, markers, colorOf);
  }

  /** Updates the size of the picture; returns whether it has changed. */
  #measure(): boolean {
    const { clientWidth: width, clientHeight: height } = this.element;
    if (width === this.#room.width && height === this.#room.height) return false;
    this.#room = { width, height };
    this.#layer.resize(this.#room);
    this.#markers.resize(this.#room);
    return true;
  }

  /** Loads the edges to be painted below the drawing. */
  #load(scene: Scene, paints: Paints): void {
    const packed = this.#packer.pack(scene);
    this.#liveEdges.paints(packed);
    this.#layer.load(packed, paints);
  }

  #paintsOf({ nodes }: Scene, colorOf: (id: string) => string): Paints {
    return {
      colours: nodes.map(({ node }) => this.#colours.resolve(colorOf(node.id))),
      band: this.#colours.number('--band'),
      faint: this.#colours.number('--faint'),
      glow: this.#colours.number('--glow'),
    };
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
    this.#measure();
    this.#camera.standStill();
    this.#keyboard.reveal('node' in subject ? subject : { edge: edgeKey(subject) });
  }

  /** Ends {@link standStillFor}. */
  release(): void {
    this.#measure();
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
    this.#measure();
    this.#look('follow');
  }

  /** Fits the whole picture. */
  fit(): void {
    this.#measure();
    this.#look('fit');
  }

  /** Moves the camera in the room as it was measured; returns whether it moved. */
  #look(how: CameraMove): boolean {
    const box = how === 'stay' ? undefined : boundsOf(this.#scene);
    return box !== undefined && (how === 'fit' ? this.#camera.fit(box) : this.#camera.follow(box));
  }
}
