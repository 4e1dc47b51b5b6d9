import * as l10n from '@vscode/l10n';
import type { Matrix, MenuTarget, Question, ToHost } from '../../src/features/matrix/protocol';
import { offerMenu } from '../shared/context-menu';
import { html } from '../shared/dom';
import { arrange, type Arrangement } from './arrange';
import { Controls } from './controls';
import { groupedEntries, MANY, singleEntries, type MatrixEntry } from './entries';
import { Grid, type GridModel, type CellPosition } from '../shared/grid/grid';
import type { Cell } from '../shared/grid/model';
import type { Memory } from './memory';
import { Relation } from './relation';
import { FRESH, type Saved } from './saved';
import { cellSentence, headingSentence, type Sentence } from './sentences';
import { StatusLine, type StatusText } from './status-line';
import { StaleBar } from '../shared/stale-bar';
import { button } from '../shared/toolkit';

/** The matrix page: controls, table and status line. */
export class MatrixView {
  readonly element: HTMLElement;
  readonly #controls: Controls;
  readonly #grid: Grid;
  readonly #stale: StaleBar;
  readonly #status: StatusLine;
  readonly #nothing: HTMLElement;
  #matrix: Matrix | undefined;
  #relation: Relation | undefined;
  #arrangement: Arrangement | undefined;
  #seenAt = 0;
  #place: CellPosition | undefined;
  #restored = false;

  constructor(
    private readonly memory: Memory,
    private readonly send: (message: ToHost) => void,
  ) {
    this.#stale = new StaleBar((action) => send({ type: 'run', action }));
    this.#controls = new Controls({
      ask: (question) => this.#ask(question),
      look: (change) => this.#look(change),
      export: () => send({ type: 'export' }),
    });
    this.#grid = new Grid(l10n.t('Allowed connections'), {
      // Keeps the last sentence until there is another.
      pointed: (place) => {
        if (place) this.#tell(place);
      },
      chosen: (place) => this.#explain(place),
      scrolled: (x, y) => memory.save({ scroll: { x, y } }),
    });
    this.#status = new StatusLine(() => {
      if (this.#place) this.#explain(this.#place);
    });
    this.#nothing = html(
      'section',
      'nothing',
      html('p', '', l10n.t('No workloads match the filter.')),
      button(l10n.t('Clear Filters'), 'secondary', () =>
        this.#look({ show: FRESH.show, from: FRESH.from, to: FRESH.to }),
      ),
    );
    this.#nothing.role = 'status';
    offerMenu(this.#grid.element, () => this.#menuTarget());
    this.element = html(
      'div',
      'matrix',
      html('h1', 'heard', l10n.t('Reachability matrix')),
      this.#controls.element,
      this.#stale.element,
      this.#grid.element,
      this.#nothing,
      this.#status.element,
    );
  }

  /** Shows a matrix. @param seenAt When the collector reported the measurements, by this page's clock. */
  show(matrix: Matrix, seenAt: number): void {
    const before = this.#matrix;
    this.#matrix = matrix;
    this.#seenAt = seenAt;
    this.element.classList.toggle('stale', matrix.stale !== undefined);
    this.#stale.show(matrix.stale, seenAt - (matrix.observedAt ?? 0));
    // Usually only the time of observation changes every second.
    if (
      before?.parties === matrix.parties &&
      before.allowed === matrix.allowed &&
      before.measured === matrix.measured &&
      before.ports === matrix.ports
    )
      this.#tell(this.#place);
    else this.#relate();
  }

  #relate(): void {
    const matrix = this.#matrix;
    if (!matrix) return;
    const grouped = this.memory.saved.grouped ?? matrix.parties.length > MANY;
    this.#relation = new Relation(matrix, grouped ? groupedEntries(matrix.parties) : singleEntries(matrix.parties));
    this.#controls.show(matrix, this.memory.saved, grouped);
    this.#arrange(this.#relation);
  }

  #arrange(relation: Relation): void {
    const arrangement = arrange(relation, this.memory.saved);
    this.#arrangement = arrangement;
    const isEmpty = arrangement.rows.length === 0 || arrangement.columns.length === 0;
    this.#grid.element.hidden = isEmpty;
    this.#nothing.hidden = !isEmpty;
    this.#status.count(arrangement.totals);
    this.#tell(undefined);
    this.#grid.show(modelOf(arrangement, relation));
    if (this.#restored) return;
    this.#restored = true;
    const { x, y } = this.memory.saved.scroll;
    this.#grid.scrollTo(x, y);
  }

  #ask(question: Question): void {
    this.memory.save({ question });
    this.send({ type: 'ask', question });
  }

  #look(change: Partial<Saved>): void {
    this.memory.save(change);
    this.#relate();
  }

  #tell(place: CellPosition | undefined): void {
    this.#place = place;
    this.#status.tell(place && this.#told(place));
  }

  #told(place: CellPosition): StatusText | undefined {
    const [relation, arrangement] = [this.#relation, this.#arrangement];
    if (!relation || !arrangement) return undefined;
    const [from, to] = [arrangement.rows[place.row], arrangement.columns[place.column]];
    const measured = from && to && relation.measured(from, to);
    return {
      ...sentenceOf(place, arrangement, relation),
      measuredAt: measured && measured.reachable + measured.unreachable > 0 ? this.#seenAt : undefined,
      why: from !== undefined && to !== undefined && !relation.isSelf(from, to),
    };
  }

  #explain(place: CellPosition): void {
    const ends = this.#endsAt(place);
    if (ends) this.send({ type: 'explain', ...ends });
  }

  /** Returns the IDs of the parties of a cell; undefined for a heading, or a party and itself. */
  #endsAt({ row, column }: CellPosition): { readonly from: string; readonly to: string } | undefined {
    const [from, to] = [this.#arrangement?.rows[row], this.#arrangement?.columns[column]];
    if (!from || !to || this.#relation?.isSelf(from, to)) return undefined;
    // Any two distinct members represent their groups.
    const [source, destination] = [this.#member(from, 0), this.#member(to, from === to ? 1 : 0)];
    return source === undefined || destination === undefined ? undefined : { from: source, to: destination };
  }

  #member({ members }: MatrixEntry, index: number): string | undefined {
    return this.#matrix?.parties[members[index] ?? -1]?.id;
  }

  /** What a context menu is about: the cell or heading at the pointer, else at the focus. */
  #menuTarget(): MenuTarget | undefined {
    const place = this.#place;
    if (!place) return undefined;
    const ends = this.#endsAt(place);
    if (ends) return { webviewSection: 'cell', ...ends };
    const heading = this.#arrangement?.rows[place.row] ?? this.#arrangement?.columns[place.column];
    const party = heading?.members.length === 1 ? this.#member(heading, 0) : undefined;
    return party === undefined ? undefined : { webviewSection: 'party', party };
  }
}

/** Creates the grid's model of an arrangement. */
function modelOf(arrangement: Arrangement, relation: Relation): GridModel {
  const { rows, columns, asksFor } = arrangement;
  return {
    rows,
    columns,
    cell: (row, column) => {
      const [from, to] = [rows[row], columns[column]];
      if (!from || !to) return { verdict: 'denied', blank: true };
      const verdict = verdictOf(from, to, relation);
      return { verdict, mark: relation.mark(from, to), blank: !asksFor(from, to) };
    },
    describe: (place) => {
      const { before, after } = sentenceOf(place, arrangement, relation);
      return before + after;
    },
  };
}

function verdictOf(from: MatrixEntry, to: MatrixEntry, relation: Relation): Cell['verdict'] {
  if (relation.isSelf(from, to)) return 'self';
  if (!relation.evaluates(from, to)) return 'unmeasured';
  return relation.allows(from, to) ? 'allowed' : 'denied';
}

function sentenceOf({ row, column }: CellPosition, { rows, columns }: Arrangement, relation: Relation): Sentence {
  const [from, to] = [rows[row], columns[column]];
  if (from && to) return cellSentence(from, to, relation);
  const heading = to
    ? headingSentence(to, 'reached', relation)
    : from
      ? headingSentence(from, 'reaches', relation)
      : '';
  return { before: heading, after: '' };
}
