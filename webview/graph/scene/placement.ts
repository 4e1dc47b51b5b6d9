import type { Graph } from '../../../src/features/graph/protocol/state';
import type { Drawing } from './drawn';
import { replacedAt } from '../page/incremental';
import { LayoutRunner } from '../layouts/layout-runner';
import { place, type LayoutInput } from '../layouts/layout';
import type { Places } from '../layouts/place';
import type { Choices, Memory } from '../page/memory';
import { assignColors, colorAt } from './palette';
import type { Point } from './point';
import type { Toggles } from '../page/saved';

/** The inputs of a placement, besides existing positions. */
interface Basis {
  readonly graph: Graph['nodes'];
  readonly nodes: Drawing['nodes'];
  /** Only if they affect stars that have a position: in layers. */
  readonly edges: Drawing['edges'] | undefined;
  readonly choices: Choices;
  readonly toggles: Toggles;
}

/** The positions and colors of stars: restored, or assigned to new ones. */
export class Placement {
  readonly #layoutRunner: LayoutRunner;
  #basis: Basis | undefined;
  #colored: Graph['nodes'] | undefined;
  /** The last star of each app. */
  readonly #starOfApp = new Map<string, string>();

  /** @param settled Called when asynchronously calculated positions are available. */
  constructor(
    private readonly memory: Memory,
    settled: () => void,
  ) {
    this.#layoutRunner = new LayoutRunner((places) => {
      this.#settle(new Map([...places, ...memory.pins]));
      memory.save();
      settled();
    });
  }

  /** Whether stars are waiting for positions. */
  get isBusy(): boolean {
    return this.#layoutRunner.isBusy;
  }

  /** Current positions; provisional ones for stars that wait. */
  get places(): ReadonlyMap<string, Point> {
    const { positions } = this.memory;
    return this.isBusy ? new Map([...this.#layoutRunner.meanwhile, ...positions]) : positions;
  }

  /**
   * Returns the positions of a drawing's stars. In the matrix view, stars may not have any yet, so computes them as for
   * the graph view.
   */
  placesOf(drawing: Drawing): ReadonlyMap<string, Point> {
    const { positions } = this.memory;
    return drawing.nodes.every(({ id }) => positions.has(id)) ? positions : place(layoutInput(drawing, this.memory));
  }

  /** The CSS color of a star. */
  colorOf(id: string): string {
    const { colours } = this.memory;
    return Object.hasOwn(colours, id) ? colorAt(colours[id] ?? 0) : 'var(--vscode-foreground)';
  }

  /**
   * Assigns positions and colors to new stars. With forces, includes hidden stars, so that showing them moves nothing.
   * Returns whether all were placed again.
   */
  place(graph: Graph, drawing: Drawing): boolean {
    const { memory } = this;
    const { layout, grouping, collapsed, query, focus } = memory.choices;
    const basis: Basis = {
      graph: graph.nodes,
      nodes: drawing.nodes,
      edges: layout === 'layered' ? drawing.edges : undefined,
      choices: memory.choices,
      toggles: memory.toggles,
    };
    if (this.#basis && isSame(this.#basis, basis)) return false;
    this.#basis = basis;
    this.#succeed(graph.nodes);
    const placedBy = JSON.stringify([
      layout,
      grouping,
      grouping === 'none' ? [] : collapsed,
      layout === 'force' ? '' : [query, focus],
    ]);
    const anew = placedBy !== memory.placedBy;
    if (anew) memory.positions.clear();
    memory.placedBy = placedBy;
    const everybody = graph.nodes.filter(({ kind }) => kind !== 'balancer' || memory.toggles.collector);
    const all =
      layout === 'force' && grouping === 'none'
        ? { nodes: everybody, edges: graph.edges, frames: graph.groups }
        : drawing;
    const places = this.#layoutRunner.place(layoutInput(all, memory));
    const settled = places !== undefined && this.#settle(places);
    const colored = this.color(graph);
    if (anew || settled || colored) memory.save();
    return anew;
  }

  /**
   * Lets stars take the position, pin and color of the star of the same app that was there before: the collector names
   * stars differently than policy does.
   */
  #succeed(nodes: Graph['nodes']): void {
    const { positions, pins, colours } = this.memory;
    const present = new Set(nodes.map(({ id }) => id));
    for (const { id, app } of nodes) {
      if (app === undefined) continue;
      const former = this.#starOfApp.get(app) ?? app;
      this.#starOfApp.set(app, id);
      const place = positions.get(former);
      if (present.has(former) || positions.has(id) || !place) continue;
      positions.set(id, place);
      const [pin, color] = [pins.get(former), colours[former]];
      if (pin) pins.set(id, pin);
      if (color !== undefined && !Object.hasOwn(colours, id)) colours[id] = color;
    }
  }

  /** Assigns a unique color to each probe; returns false if all have one. */
  color({ nodes }: Graph): boolean {
    const { memory } = this;
    if (nodes === this.#colored) return false;
    this.#colored = nodes;
    const colours = assignColors(
      nodes.filter(({ kind }) => kind === 'probe' || kind === 'workload' || kind === 'group').map(({ id }) => id),
      memory.colours,
    );
    const colored = Object.keys(colours).length > Object.keys(memory.colours).length;
    memory.colours = colours;
    return colored;
  }

  /** Pins a star at a position chosen by the user. */
  pin(id: string, at: Point): void {
    this.memory.positions.set(id, at);
    this.memory.pins.set(id, at);
  }

  /** Unpins all stars. */
  unpin(): void {
    this.memory.pins.clear();
    this.memory.positions.clear();
    this.forget();
  }

  /** Drops derived state after the memory was replaced. */
  forget(): void {
    this.#basis = undefined;
    this.#colored = undefined;
  }

  /** Applies positions; returns false if nothing moves. */
  #settle(places: Places): boolean {
    const { positions } = this.memory;
    let changed = false;
    for (const [id, at] of places) {
      const known = positions.get(id);
      if (known?.x === at.x && known.y === at.y) continue;
      positions.set(id, at);
      changed = true;
    }
    return changed;
  }
}

function isSame(one: Basis, other: Basis): boolean {
  return (
    one.graph === other.graph &&
    one.edges === other.edges &&
    one.choices === other.choices &&
    one.toggles === other.toggles &&
    replacedAt(one.nodes, other.nodes)?.length === 0
  );
}

/** Creates the input of a layout: policy determines open edges if it is known. */
function layoutInput(
  { nodes, edges, frames }: Pick<Drawing, 'nodes' | 'edges'> & { readonly frames?: LayoutInput['frames'] | undefined },
  { choices, positions, pins }: Memory,
): LayoutInput {
  return {
    name: choices.layout,
    nodes: nodes.map(({ id, kind, group }) => ({ id, hub: kind === 'collector', group })),
    links: edges.map(({ from, to, state, judgement }) => ({
      from,
      to,
      open: judgement ? judgement.expected !== 'denied' : state === 'reachable' || state === 'allowed',
    })),
    ...(frames && { frames }),
    known: positions,
    pinned: pins,
  };
}
