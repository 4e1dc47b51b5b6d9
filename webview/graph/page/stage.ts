import type { Graph } from '../../../src/features/graph/protocol/state';
import { Arranger } from '../arrange/arrange';
import { firstLook } from '../arrange/density';
import type { DetailsTarget } from '../details/details';
import { GraphMatrix, type GraphMatrixListener } from '../matrix/graph-matrix';
import type { Labels } from '../render/node-view';
import { Picture, type PictureListener } from '../render/picture';
import type { Drawing } from '../scene/drawn';
import { Placement } from '../scene/placement';
import type { Memory } from './memory';

/** Events and queries of what is drawn. */
export interface StageListener extends Pick<PictureListener, 'connected' | 'age' | 'now'> {
  readonly matrix: GraphMatrixListener;
  /** Stars have moved, and have to be drawn. */
  moved(): void;
}

/** What is drawn of a changing graph: its arrangement, and the picture or the matrix of that. */
export class Stage {
  readonly picture: Picture;
  readonly matrix: GraphMatrix;
  readonly placement: Placement;
  labels: Labels = 'profile';
  readonly #arranger = new Arranger();
  #drawing: Drawing = { nodes: [], edges: [], groups: [] };
  /** Whether the graph or the options changed since they were arranged. Moving a star changes neither. */
  #stale = false;
  /** The number of stars that were drawn last. */
  #drawn = 0;
  /** Whether stars have moved since they were drawn. */
  #unsettled = false;

  constructor(
    private readonly memory: Memory,
    listener: StageListener,
  ) {
    this.placement = new Placement(memory, () => {
      this.#unsettled = true;
      listener.moved();
    });
    this.picture = new Picture(memory.camera, {
      placeOf: (id) => memory.positions.get(id),
      moved: (id, at) => {
        this.placement.pin(id, at);
        listener.moved();
      },
      dropped: () => memory.save(),
      connected: (from, to) => listener.connected(from, to),
      rested: (view) => memory.setCamera(view),
      age: () => listener.age(),
      now: () => listener.now(),
    });
    this.matrix = new GraphMatrix(listener.matrix, () => listener.age());
    this.picture.standBy();
  }

  /** What is drawn. */
  get drawing(): Drawing {
    return this.#drawing;
  }

  /** Tells that the graph or the options changed. */
  changed(): void {
    this.#stale = true;
  }

  /** Arranges a graph if it changed. @param selected The subject of the details. */
  arrange(graph: Graph, selected: DetailsTarget | undefined): void {
    const { memory } = this;
    if (memory.choices.view === undefined) memory.choices = { ...memory.choices, ...firstLook(graph) };
    const { toggles, choices } = memory;
    const denied = toggles.denied && selected && 'node' in selected ? selected.node : undefined;
    if (this.#stale) this.#drawing = this.#arranger.arrange(graph, { toggles, ...choices, denied });
  }

  /** Draws a graph as it is arranged. @param selected The subject of the details. */
  draw(graph: Graph, selected: DetailsTarget | undefined): void {
    if (this.memory.choices.view === 'matrix') this.#drawMatrix(selected);
    else this.#drawPicture(graph);
    this.#drawn = this.#drawing.nodes.length;
    this.#stale = false;
    this.select(selected);
  }

  /** Highlights the subject of the details. */
  select(subject: DetailsTarget | undefined): void {
    if (this.memory.choices.view !== 'matrix') this.picture.select(subject);
  }

  /** Focuses the subject of the details, which are closed. */
  focus(subject: DetailsTarget): void {
    if (this.memory.choices.view === 'matrix') this.matrix.focus();
    else this.picture.focus(subject);
  }

  /** Whether an ID is that of a collapsed group. */
  isGroup(id: string): boolean {
    return this.#drawing.nodes.some((node) => node.id === id && node.kind === 'group');
  }

  #drawMatrix(selected: DetailsTarget | undefined): void {
    const { element } = this.picture;
    if (!element.hidden) this.picture.rest();
    element.hidden = true;
    this.matrix.show(this.#drawing, selected && 'from' in selected ? selected : undefined);
  }

  #drawPicture(graph: Graph): void {
    const { picture, placement } = this;
    const appears = picture.element.hidden;
    this.matrix.hide();
    picture.element.hidden = false;
    const moved = (this.#stale || appears) && placement.place(graph, this.#drawing);
    const follows = this.#unsettled || this.#drawing.nodes.length !== this.#drawn;
    picture.draw(
      this.#drawing,
      {
        places: placement.places,
        colorOf: (id) => placement.colorOf(id),
        markers: this.memory.toggles.markers,
        labels: this.labels,
      },
      moved && this.#drawn > 0 ? 'fit' : follows ? 'follow' : 'stay',
    );
    picture.element.ariaBusy = String(placement.isBusy);
    this.#unsettled = false;
  }
}
