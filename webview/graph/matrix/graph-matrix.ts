import * as l10n from '@vscode/l10n';
import { Grid, HEADING, type CellPosition } from '../../shared/grid/grid';
import { formatAge } from '../../../src/base/age';
import type { DrawnEdge, DrawnNode, Drawing } from '../scene/drawn';
import { IncrementalTally } from '../page/incremental';
import { html, say } from '../../shared/dom';
import { Cells, markOf, verdictOf } from './cells';

/** The kinds of cells, in the order of the legend. */
const LEGEND = [
  'allowed',
  'denied',
  'some',
  'reached',
  'missed',
  'unmeasured',
  'agrees',
  'disagrees',
  'unknown',
] as const;

function legendText(kind: (typeof LEGEND)[number]): string {
  switch (kind) {
    case 'allowed':
      return l10n.t('allowed');
    case 'denied':
      return l10n.t('denied');
    case 'some':
      return l10n.t('some allowed');
    case 'reached':
      return l10n.t('reachable');
    case 'missed':
      return l10n.t('unreachable');
    case 'unmeasured':
      return l10n.t('not measured yet');
    case 'agrees':
      return l10n.t('matches the measurement');
    case 'disagrees':
      return l10n.t('disagrees');
    case 'unknown':
      return l10n.t('not measured since then');
  }
}

/** Handlers of the matrix. */
export interface GraphMatrixListener {
  /** Shows the details of a pair. */
  pair(from: string, to: string): void;
  /** Shows the details of a star, or the members of a group. */
  star(node: DrawnNode): void;
}

/** The drawing as a matrix, for graphs that are too dense to draw. */
export class GraphMatrix {
  readonly element: HTMLElement;
  readonly #grid: Grid;
  readonly #status = html('p', 'status-text');
  readonly #legend = LEGEND.map((kind) => ({
    kind,
    element: html('span', 'sign', html('span', `cell sample ${kind}`), legendText(kind)),
  }));
  readonly #verdicts = new IncrementalTally<DrawnEdge, string>(verdictOf);
  readonly #marks = new IncrementalTally<DrawnEdge, string>(markOf);
  #cells = new Cells({ nodes: [], edges: [] });
  #drawn: Omit<Drawing, 'groups'> | undefined;
  #selected = '';
  #place: CellPosition | undefined;

  /** @param age The age of the displayed data in milliseconds. */
  constructor(
    private readonly listener: GraphMatrixListener,
    private readonly age: () => number,
  ) {
    this.#grid = new Grid(l10n.t('Connectivity'), {
      pointed: (place) => this.#tell(place ?? this.#place),
      chosen: (place) => this.#choose(place),
      scrolled: () => undefined,
    });
    this.#status.role = 'status';
    this.element = html(
      'div',
      'crossings',
      this.#grid.element,
      html('div', 'status-line', this.#status, html('div', 'legend', ...this.#legend.map(({ element }) => element))),
    );
    this.element.hidden = true;
    this.#tell(undefined);
  }

  /** Shows a drawing and marks the pair of the details. An unchanged drawing is left alone. */
  show(drawing: Omit<Drawing, 'groups'>, selected: { readonly from: string; readonly to: string } | undefined): void {
    const appears = this.element.hidden;
    this.element.hidden = false;
    if (appears || drawing !== this.#drawn) {
      this.#drawn = drawing;
      this.#cells = new Cells(drawing, this.#cells);
      this.#grid.show(this.#cells);
      this.#verdicts.count(this.#cells.edges);
      this.#marks.count(this.#cells.edges);
      for (const { kind, element } of this.#legend)
        element.hidden = this.#verdicts.of(kind) === 0 && this.#marks.of(kind) === 0;
      this.#tell(undefined);
    }
    const key = JSON.stringify(selected);
    const place = selected && (appears || key !== this.#selected) ? this.#cells.placeOf(selected) : undefined;
    this.#selected = key;
    if (place) {
      this.#grid.goTo(place);
      this.#tell(place);
    }
  }

  /** The pair, star or group at the pointer, else at the focus. */
  get subject(): { readonly node: string } | { readonly from: string; readonly to: string } | undefined {
    if (!this.#place) return undefined;
    const { row, column } = this.#place;
    const [from, to] = [this.#cells.node(row), this.#cells.node(column)];
    if (from && to && from !== to) return { from: from.id, to: to.id };
    const node = from ?? to;
    return node && { node: node.id };
  }

  /** Focuses the cell that had the focus last. */
  focus(): void {
    this.#grid.focus();
  }

  hide(): void {
    this.element.hidden = true;
  }

  #choose({ row, column }: CellPosition): void {
    const [from, to] = [this.#cells.node(row), this.#cells.node(column)];
    if (from && to) {
      const groups = [from, to].filter(({ kind }) => kind === 'group');
      if (groups.length > 0) for (const group of new Set(groups)) this.listener.star(group);
      else if (from !== to) this.listener.pair(from.id, to.id);
      return;
    }
    const star = row === HEADING ? to : from;
    if (star) this.listener.star(star);
  }

  #tell(place: CellPosition | undefined): void {
    this.#place = place;
    const edge = place && this.#cells.edge(place);
    const measured =
      edge && edge.kind !== 'ghost' && edge.state !== 'unknown' ? l10n.t(', measured {0}', formatAge(this.age())) : '';
    const text = place
      ? this.#cells.describe(place) + measured
      : l10n.t('Point at a cell or use the arrow keys. Press Enter for details.');
    this.#status.classList.toggle('hint', place === undefined);
    say(this.#status, text);
  }
}
