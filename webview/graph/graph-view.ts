import type { Graph, ToHost, ToPage } from '../../src/graph/protocol';
import { Camera } from './camera';
import { controls } from './controls';
import { makeDraggable } from './drag';
import { Details, type Subject } from './details';
import { bannerBar, previewBar } from './explanation';
import { FactsTable } from './facts-table';
import { Keyboard } from './keyboard';
import { layout } from './layout';
import { Markers } from './markers';
import { newsOf } from './news';
import { assignColours, colourAt } from './palette';
import type { Memory } from './memory';
import type { Point, Toggles } from './saved';
import { boundsOf, compose, type Scene } from './scene';
import { Sky } from './sky';
import { StatusLine } from './status-line';
import { html } from './svg';
import { tipFor } from './tips';
import { Tooltip } from './tooltip';
import { visiblePart } from './visible';

/** The page with a graph: drawing, controls, table and status line of one graph that changes. */
export class GraphView {
  readonly element: HTMLElement;
  readonly #sky: Sky;
  readonly #camera: Camera;
  readonly #markers: Markers;
  readonly #tooltip: Tooltip;
  readonly #keyboard: Keyboard;
  readonly #table = new FactsTable();
  readonly #status = new StatusLine();
  readonly #news = html('div', 'heard');
  readonly #banner = html('div', 'banner-place');
  readonly #preview = html('div', 'preview-place');
  readonly #details: Details;
  #graph: Graph | undefined;
  #seenAt = 0;
  #scene: Scene = { nodes: [], edges: [] };
  #due = false;
  #away = false;
  private readonly run: (action: string) => void;

  constructor(private readonly memory: Memory, send: (message: ToHost) => void) {
    this.run = (action) => send({ type: 'run', action });
    this.#details = new Details(send, () => this.#mark());
    this.#sky = new Sky((element, id) => makeDraggable(element, id, {
      stage: this.#sky.stage,
      placeOf: (star) => memory.positions.get(star),
      moved: (star, place) => this.#move(star, place),
      dropped: () => memory.keep(),
    }));
    this.#markers = new Markers(() => this.#camera.view);
    this.#camera = new Camera(this.#sky.element, this.#sky.stage, memory.camera, {
      moved: ({ k }) => this.#sky.sizeLabels(k),
      rested: (view, held) => memory.setCamera(held ? view : null),
    });
    const picture = html('div', 'picture', this.#sky.element, this.#markers.element);
    this.#keyboard = new Keyboard(picture, this.#sky, this.#camera, () => this.#fit());
    this.#tooltip = new Tooltip(picture, this.#sky.element, (element) => tipFor(element, this.#scene, Date.now() - this.#seenAt));
    // Over the picture: what comes and goes with the pointer must not move what the pointer is on.
    picture.append(this.#preview, this.#tooltip.element);
    picture.addEventListener('click', ({ target }) => this.#open(target));
    picture.addEventListener('keydown', (event) => {
      if (event.key !== ' ' || !this.#open(event.target)) return;
      event.preventDefault();
    });
    this.#news.ariaLive = 'polite';
    const bar = controls(memory.toggles, (change) => this.#toggle(change), () => this.#fit());
    this.element = html('div', 'graph', bar, this.#banner, html('div', 'views', picture, this.#details.element, this.#table.element), this.#status.element, this.#news);
    new ResizeObserver(() => this.#follow()).observe(picture);
    new MutationObserver(() => this.#drawSoon()).observe(document.body, { attributeFilter: ['class', 'data-vscode-theme-id'] });
  }

  /** Comes to rest: the page shows something else. */
  leave(): void {
    this.#markers.stop();
    this.#tooltip.hide();
    this.#away = true;
  }

  /** Shows a graph. @param seenAt when the collector gave it, by this page's clock. */
  show(graph: Graph, seenAt: number): void {
    const before = this.#graph;
    this.#graph = graph;
    this.#seenAt = seenAt;
    if (!this.#away && before?.nodes === graph.nodes && before.edges === graph.edges) {
      this.#status.update(this.#scene.edges.map(({ edge }) => edge), seenAt);
    } else {
      if (before) this.#news.textContent = newsOf(before, graph) || this.#news.textContent;
      this.#away = false;
      this.#place(graph);
      this.#drawSoon();
    }
    this.#details.update(graph, seenAt);
    if (!sameJson(before?.banner, graph.banner)) this.#banner.replaceChildren(...(graph.banner ? [bannerBar(graph.banner, this.run)] : []));
    if (!sameJson(before?.preview, graph.preview)) this.#preview.replaceChildren(...(graph.preview ? [previewBar(graph.preview)] : []));
  }

  /** The host has told the whole state anew: it knows nothing of what is shown of it. */
  met(): void {
    this.#details.ask();
  }

  /** Takes over why a pair is as it is. */
  explained(message: Extract<ToPage, { type: 'explanation' }>): void {
    this.#details.explained(message);
  }

  /** Gives places and colours to stars that have none. Hidden ones get theirs too, so that showing them moves nobody. */
  #place({ nodes, edges }: Graph): void {
    const { memory } = this;
    for (const [id, place] of layout(nodes.map(({ id, kind }) => ({ id, hub: kind === 'collector' })), edges, memory.positions)) memory.positions.set(id, place);
    memory.colours = assignColours(nodes.filter(({ kind }) => kind === 'probe').map(({ id }) => id), memory.colours);
    memory.keep();
  }

  #drawSoon(): void {
    if (this.#due) return;
    this.#due = true;
    requestAnimationFrame(() => {
      this.#due = false;
      this.#draw();
    });
  }

  #draw(): void {
    if (!this.#graph) return;
    const { toggles, positions, colours } = this.memory;
    const visible = visiblePart(this.#graph, toggles);
    const stars = this.#scene.nodes.length;
    this.#scene = compose(visible, positions);
    this.#sky.draw(this.#scene, (id) => (Object.hasOwn(colours, id) ? colourAt(colours[id] ?? 0) : 'var(--vscode-foreground)'));
    this.#mark();
    this.#keyboard.update(this.#scene);
    this.#table.element.hidden = !toggles.table;
    if (toggles.table) this.#table.update(visible);
    this.#status.update(visible.edges, this.#seenAt);
    if (this.#scene.nodes.length !== stars) this.#follow();
    this.#markers.travel(this.#scene, toggles.markers, (id) => getComputedStyle(this.#sky.node(id) ?? document.body).color);
  }

  #toggle(change: Partial<Toggles>): void {
    this.memory.toggles = { ...this.memory.toggles, ...change };
    this.memory.keep();
    this.#tooltip.hide();
    this.#drawSoon();
  }

  #move(id: string, place: Point): void {
    this.memory.positions.set(id, place);
    this.#drawSoon();
  }

  #follow(): void {
    const box = boundsOf(this.#scene);
    if (box) this.#camera.follow(box);
  }

  #fit(): void {
    const box = boundsOf(this.#scene);
    if (box) this.#camera.fit(box);
  }

  /** Opens the details of the star or edge that an element belongs to; false when it belongs to none. */
  #open(target: EventTarget | null): boolean {
    const element = target instanceof Element ? target.closest('[data-node],[data-key]') : null;
    const subject = element && this.#subjectOf(element);
    if (subject) this.#details.open(subject);
    return Boolean(subject);
  }

  #subjectOf(element: Element): Subject | undefined {
    const node = element.getAttribute('data-node');
    if (node !== null) return { node };
    const edge = this.#scene.edges.find(({ key }) => key === element.getAttribute('data-key'))?.edge;
    return edge && { from: edge.from, to: edge.to };
  }

  /** Marks in the picture what the details are about. */
  #mark(): void {
    const subject = this.#details.subject;
    for (const { node } of this.#scene.nodes) this.#sky.node(node.id)?.classList.toggle('selected', subject !== undefined && 'node' in subject && subject.node === node.id);
    for (const { key, edge } of this.#scene.edges) this.#sky.edge(key)?.classList.toggle('selected', subject !== undefined && 'from' in subject && subject.from === edge.from && subject.to === edge.to);
  }
}

function sameJson(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
