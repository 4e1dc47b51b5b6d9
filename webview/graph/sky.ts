import type { GraphEdge } from '../../src/graph/protocol';
import { EdgeView } from './edge-view';
import { FrameView } from './frame-view';
import { placeLabels } from './label-places';
import type { Neighbourhood } from './neighbourhood';
import { NodeView, type Labels } from './node-view';
import type { EdgeShape, NodeShape, Scene } from './scene';
import { svg } from './svg';

/** Labels are not drawn smaller than at this zoom, but grow no more than this against the picture; below the last there are none. */
const LEGIBLE = 0.85;
const LARGEST_LABEL = 1.8;
const FAR = 0.3;

/** The drawing: an element for each star and edge, kept as long as the thing it stands for. */
export class Sky {
  readonly element: SVGSVGElement;
  /** What the camera moves. */
  readonly stage: SVGGElement;
  readonly #frames = svg('g', { class: 'frames' });
  readonly #halos = svg('g', { class: 'halos' });
  readonly #edges = svg('g', { class: 'edges' });
  readonly #nodes = svg('g', { class: 'nodes' });
  readonly #nodeViews = new Map<string, NodeView>();
  readonly #edgeViews = new Map<string, EdgeView>();
  readonly #frameViews = new Map<string, FrameView>();
  readonly #measure = textMeasure();
  #labelScale = 1;

  /** @param made hears of each new star's element. */
  constructor(private readonly made: (element: SVGGElement, id: string) => void) {
    this.stage = svg('g', { class: 'stage' }, this.#frames, this.#halos, this.#edges, this.#nodes);
    this.element = svg('svg', { class: 'sky', role: 'application', 'aria-label': 'Who reaches whom. Arrow keys go from star to star, with Shift along connections; Enter tells more, letters find a star.' }, this.stage);
  }

  /** Draws a scene, touching only what differs from the one before. @param colourOf the colour of a star. */
  draw(scene: Scene, colourOf: (id: string) => string, labels: Labels): void {
    const nodes = new Map(scene.nodes.map((shape) => [shape.node.id, shape]));
    const edges = new Map(scene.edges.map((shape) => [shape.key, shape]));
    drop(this.#nodeViews, nodes);
    drop(this.#edgeViews, edges);
    drop(this.#frameViews, new Map(scene.frames.map((shape) => [shape.key, shape])));
    for (const shape of scene.frames) this.#frameView(shape.key).update(shape);
    const out = new Map(scene.nodes.map(({ node }) => [node.id, new Array<GraphEdge>()]));
    for (const { edge } of scene.edges) out.get(edge.from)?.push(edge);
    for (const [id, shape] of nodes) this.#nodeView(shape).update(shape, colourOf(id), out.get(id) ?? [], labels);
    for (const shape of edges.values()) {
      const [from, to] = [nodes.get(shape.edge.from), nodes.get(shape.edge.to)];
      if (from && to) this.#edgeView(shape).update(shape, colourOf(shape.edge.from), from.node, to.node);
    }
    this.placeLabels();
  }

  /** Keeps labels legible at a zoom: they shrink less than the picture, and go when there is no room for them. */
  sizeLabels(zoom: number): void {
    this.#labelScale = Math.min(LARGEST_LABEL, Math.max(1, LEGIBLE / zoom));
    const scale = this.#labelScale.toFixed(2);
    const { stage } = this;
    if (stage.style.getPropertyValue('--label-scale') !== scale) stage.style.setProperty('--label-scale', scale);
    stage.classList.toggle('far', zoom < FAR);
  }

  /** Finds a place for each label at the zoom that there is: for a camera at rest. Too far away there are none. */
  placeLabels(): void {
    if (this.stage.classList.contains('far')) return;
    const labelled = [...this.#nodeViews.values()].flatMap((view) => view.labelled ?? []);
    for (const [id, place] of placeLabels(labelled, this.#labelScale)) this.#nodeViews.get(id)?.placeLabel(place);
  }

  /** Lets a neighbourhood stand out, by keeping the rest back; undefined for none. */
  surround(neighbourhood: Neighbourhood | undefined): void {
    this.stage.classList.toggle('surrounding', neighbourhood !== undefined);
    for (const [id, { element }] of this.#nodeViews) element.classList.toggle('near', neighbourhood?.nodes.has(id) ?? false);
    for (const [key, { element }] of this.#edgeViews) element.classList.toggle('near', neighbourhood?.edges.has(key) ?? false);
  }

  /** The element of a star. */
  node(id: string): SVGGElement | undefined {
    return this.#nodeViews.get(id)?.element;
  }

  /** The element of an edge, by its key. */
  edge(key: string): SVGGElement | undefined {
    return this.#edgeViews.get(key)?.element;
  }

  /** The element of a group's frame. */
  frame(key: string): SVGGElement | undefined {
    return this.#frameViews.get(key)?.element;
  }

  #frameView(key: string): FrameView {
    let view = this.#frameViews.get(key);
    if (!view) {
      view = new FrameView(key);
      this.#frameViews.set(key, view);
      this.#frames.append(view.element);
    }
    return view;
  }

  #nodeView({ node: { id } }: NodeShape): NodeView {
    let view = this.#nodeViews.get(id);
    if (!view) {
      view = new NodeView(id, this.#measure);
      this.#nodeViews.set(id, view);
      this.#halos.append(view.halo);
      this.#nodes.append(view.element);
      this.made(view.element, id);
    }
    return view;
  }

  #edgeView(shape: EdgeShape): EdgeView {
    let view = this.#edgeViews.get(shape.key);
    if (!view) {
      view = new EdgeView(shape);
      this.#edgeViews.set(shape.key, view);
      this.#edges.append(view.element);
    }
    return view;
  }
}

function drop(views: Map<string, { remove(): void }>, kept: ReadonlyMap<string, unknown>): void {
  for (const [key, view] of views) {
    if (kept.has(key)) continue;
    view.remove();
    views.delete(key);
  }
}

/** Measures text in the page's font without laying anything out. */
function textMeasure(): (text: string, font: string) => number {
  const context = document.createElement('canvas').getContext('2d');
  const family = getComputedStyle(document.body).fontFamily;
  return (text, font) => {
    if (!context) return 0;
    context.font = `${font} ${family}`;
    return context.measureText(text).width;
  };
}
