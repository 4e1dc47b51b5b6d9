import * as l10n from '@vscode/l10n';
import type { CameraView } from '../scene/camera';
import { densityOf, stepBackOf, weightOf } from '../scene/parallel-edges';
import type { DrawnNode } from '../scene/drawn';
import { EdgeView } from './edge-view';
import { FrameView } from './frame-view';
import { replacedAt } from '../page/incremental';
import type { Size } from '../scene/box';
import { Boxes } from '../scene/labels/boxes';
import { placeLabels } from '../scene/labels/label-places';
import { placeMarks } from '../scene/labels/mark-places';
import type { Neighborhood } from '../scene/neighborhood';
import { NodeView, warmUp, type Labels } from './node-view';
import { hasMoved, NOTHING, type EdgeShape, type NodeShape, type Scene } from '../scene/scene';
import { boxesAlong } from '../scene/along';
import { textMeasure } from './text-measure';
import { svg } from '../../shared/dom';

/**
 * Zoom below which labels stop shrinking, their maximum scale relative to the picture, and the zoom below which they
 * are hidden.
 */
const LEGIBLE = 0.85;
const LARGEST_LABEL = 1.8;
const FAR = 0.3;
/** Number of edges from which ports are shown only of those in use: so many texts can't be told apart. */
const CROWDED = 120;
/** Space around a star for its label, outside which its text is not laid out. */
const AROUND = 120;

/** The drawing: an element for each star and edge, kept as long as its subject exists. */
export class SvgLayer {
  readonly element: SVGSVGElement;
  /** Moved by the camera. */
  readonly stage: SVGGElement;
  /** The elements of all stars. */
  readonly stars = svg('g', { class: 'nodes' });
  readonly #frames = svg('g', { class: 'frames' });
  readonly #halos = svg('g', { class: 'halos' });
  readonly #edges = svg('g', { class: 'edges' });
  readonly #nodeViews = new Map<string, NodeView>();
  readonly #edgeViews = new Map<string, EdgeView>();
  readonly #frameViews = new Map<string, FrameView>();
  readonly #measure = textMeasure();
  #labelScale = 1;
  #zoom = 1;
  #scene: Scene = NOTHING;
  /** The edges by key, if not all of them are elements. */
  #painted: Map<string, EdgeShape> | undefined;
  #colorOf: (id: string) => string = () => '';
  #labels: Labels | undefined;

  constructor() {
    this.stage = svg('g', { class: 'stage' }, this.#halos, this.#edges, this.#frames, this.stars);
    this.stars.addEventListener('pointerover', ({ target }) => {
      const id = target instanceof Element ? target.closest('[data-node]')?.getAttribute('data-node') : null;
      if (typeof id === 'string') this.#nodeViews.get(id)?.elaborate();
    });
    this.element = svg(
      'svg',
      {
        class: 'svg-layer',
        role: 'application',
        'aria-label': l10n.t(
          'Connectivity graph. Use the arrow keys to move between stars, or Shift and the arrow keys to move along connections. Press Enter for details, or type the name of a star.',
        ),
      },
      this.stage,
    );
  }

  /**
   * Draws a scene, changing only what differs from the previous one. Returns whether labels have to be placed.
   * @param colorOf Returns the color of a star.
   * @param live Keys of the edges with elements, if the others are painted; undefined if all have one.
   */
  draw(scene: Scene, colorOf: (id: string) => string, labels: Labels, live?: ReadonlySet<string>): boolean {
    const before = this.#scene;
    const moved = labels !== this.#labels || hasMoved(before, scene) || scene.frames.length !== before.frames.length;
    const replaced = replacedAt(before.edges, scene.edges);
    const shapesAt = (places: readonly number[], { edges }: Scene) => places.flatMap((at) => edges[at] ?? []);
    const [old, changed] = [shapesAt(replaced ?? [], before), shapesAt(replaced ?? [], scene)];
    this.#scene = scene;
    this.#labels = labels;
    this.#colorOf = colorOf;
    if (!live) this.#painted = undefined;
    else if (this.#painted && replaced) {
      for (const { key } of old) this.#painted.delete(key);
      for (const shape of changed) this.#painted.set(shape.key, shape);
    } else this.#painted = new Map(scene.edges.map((shape) => [shape.key, shape]));
    this.stage.classList.toggle('painted', live !== undefined);
    this.stage.classList.toggle('crowded', scene.edges.length > CROWDED);
    // An edge with an element stands out from the painted ones.
    const weight = live ? 1 : weightOf(densityOf(scene));
    this.stage.style.setProperty('--weight', weight.toFixed(2));
    this.stage.style.setProperty('--step-back', stepBackOf(weight).toFixed(2));
    if (moved) drop(this.#nodeViews, new Set(scene.nodes.map(({ node }) => node.id)));
    drop(this.#frameViews, new Set(scene.frames.map(({ key }) => key)));
    for (const shape of scene.frames) this.#frameView(shape.key).update(shape);
    this.#drawNodes(
      moved || !replaced ? undefined : new Set([...changed, ...old].map(({ edge }) => edge.from)),
      labels,
    );
    return this.#drawEdges(live) || moved;
  }

  /** @param ids The stars that may have changed, by their outgoing edges; undefined for all. */
  #drawNodes(ids: ReadonlySet<string> | undefined, labels: Labels): void {
    if (ids?.size === 0) return;
    const { nodes, edges, edgeIndex } = this.#scene;
    for (const shape of nodes) {
      const { id } = shape.node;
      if (ids && !ids.has(id)) continue;
      const view = this.#nodeView(shape);
      view.update(
        shape,
        this.#colorOf(id),
        edgeIndex.out(id).flatMap((at) => edges[at]?.edge ?? []),
        labels,
      );
      // Where edges are painted, so are the glows, and stars get details only at close zoom.
      if (this.#painted) continue;
      view.elaborate();
      if (!view.halo.isConnected) this.#halos.append(view.halo);
    }
  }

  /** Changes which edges have elements, if the rest is painted. An edge with the keyboard focus keeps its element. */
  raise(keys: ReadonlySet<string>): void {
    if (this.#painted) this.#drawEdges(keys);
  }

  /** @returns Whether marks appeared, disappeared or changed. */
  #drawEdges(live: ReadonlySet<string> | undefined): boolean {
    const painted = this.#painted;
    const held = painted
      ? [...this.#edgeViews].flatMap(([key, { element }]) => (element.matches(':focus, [tabindex="0"]') ? [key] : []))
      : [];
    const shapes =
      painted && live ? [...new Set([...live, ...held])].flatMap((key) => painted.get(key) ?? []) : this.#scene.edges;
    drop(this.#edgeViews, new Set(shapes.map(({ key }) => key)));
    let changed = false;
    if (shapes.length === 0) return changed;
    const nodes = new Map(this.#scene.nodes.map(({ node }) => [node.id, node]));
    for (const shape of shapes) if (this.#drawEdge(shape, nodes)?.markChanged) changed = true;
    return changed;
  }

  #drawEdge(shape: EdgeShape, nodes: ReadonlyMap<string, DrawnNode>): EdgeView | undefined {
    const { edge } = shape;
    const [from, to] = [nodes.get(edge.from), nodes.get(edge.to)];
    if (!from || !to) return undefined;
    const view = this.#edgeView(shape);
    view.update(shape, this.#colorOf(edge.from), from, to);
    return view;
  }

  /** Keeps labels legible at a zoom: they shrink less than the picture, and disappear if there is no room. */
  sizeLabels(zoom: number): void {
    this.#labelScale = Math.min(LARGEST_LABEL, Math.max(1, LEGIBLE / zoom));
    const scale = this.#labelScale.toFixed(2);
    const { stage } = this;
    if (stage.style.getPropertyValue('--label-scale') !== scale) stage.style.setProperty('--label-scale', scale);
    stage.classList.toggle('far', zoom < FAR);
    // Text is laid out again at every step of a zoom, which is too expensive for a thousand stars.
    if (this.#painted && zoom !== this.#zoom) stage.classList.add('zooming');
    this.#zoom = zoom;
  }

  /** Updates after the camera has stopped, and places labels. @param room The size of the viewport. */
  rest({ x, y, k }: CameraView, { width, height }: Size): void {
    this.stage.classList.remove('zooming');
    for (const { node, place, radius } of this.#scene.nodes) {
      const room = (radius + AROUND) * k;
      const [left, top] = [x + place.x * k, y + place.y * k];
      const away =
        this.#painted !== undefined && (left < -room || left > width + room || top < -room || top > height + room);
      const view = this.#nodeViews.get(node.id);
      view?.element.classList.toggle('away', away);
      if (!away && k >= FAR) view?.elaborate();
    }
    this.placeLabels();
  }

  /** Places the labels at the current zoom. Call when the camera has stopped. Zoomed far out, there are none. */
  placeLabels(): void {
    if (this.stage.classList.contains('far')) return;
    const labelled = [...this.#nodeViews.values()].flatMap((view) => view.labelled ?? []);
    const names = [...this.#frameViews.values()].flatMap((view) => view.nameBox(this.#labelScale) ?? []);
    const [taken, edges] = [new Boxes(), new Boxes()];
    if (this.#scene.routed) edges.add(boxesAlong(this.#scene.edges.map(({ curve }) => curve)), undefined);
    for (const [id, place] of placeLabels(labelled, this.#labelScale, names, taken, edges))
      this.#nodeViews.get(id)?.placeLabel(place);
    const marked = [...this.#edgeViews.values()].flatMap((view) => view.marked ?? []);
    for (const [key, part] of placeMarks(marked, this.#labelScale, taken)) this.#edgeViews.get(key)?.placeMark(part);
  }

  /** Prepares for texts: a browser takes long to find its fonts. */
  warmUp(): void {
    warmUp(this.#measure);
  }

  /** Highlights a neighborhood by dimming the rest; undefined for none. */
  surround(neighborhood: Neighborhood | undefined): void {
    this.stage.classList.toggle('surrounding', neighborhood !== undefined);
    for (const [id, { element }] of this.#nodeViews)
      element.classList.toggle('near', neighborhood?.nodes.has(id) ?? false);
    for (const [key, { element }] of this.#edgeViews)
      element.classList.toggle('near', neighborhood?.edges.has(key) ?? false);
  }

  /** Returns the element of a star, with all its details. */
  node(id: string): SVGGElement | undefined {
    const view = this.#nodeViews.get(id);
    view?.elaborate();
    return view?.element;
  }

  /** Returns the element of an edge by key, creating it if the edge is only painted. */
  edge(key: string): SVGGElement | undefined {
    const shape = this.#painted?.get(key);
    const known = this.#edgeViews.get(key)?.element;
    if (known || !shape) return known;
    return this.#drawEdge(shape, new Map(this.#scene.nodes.map(({ node }) => [node.id, node])))?.element;
  }

  /** Returns the element of a group's frame. */
  frame(key: string): SVGGElement | undefined {
    return this.#frameViews.get(key)?.element;
  }

  #frameView(key: string): FrameView {
    let view = this.#frameViews.get(key);
    if (!view) {
      view = new FrameView(key, this.#measure);
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
      this.stars.append(view.element);
    }
    return view;
  }

  #edgeView(shape: EdgeShape): EdgeView {
    let view = this.#edgeViews.get(shape.key);
    if (!view) {
      view = new EdgeView(shape, (text) => this.#measure(text, MARK_FONT));
      this.#edgeViews.set(shape.key, view);
      this.#edges.append(view.element);
    }
    return view;
  }
}

function drop(views: Map<string, { remove(): void }>, kept: ReadonlySet<string>): void {
  for (const [key, view] of views) {
    if (kept.has(key)) continue;
    view.remove();
    views.delete(key);
  }
}

/** Font of a mark's text, as in the style sheet. */
const MARK_FONT = '400 11px';
