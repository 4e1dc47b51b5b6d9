import * as l10n from '@vscode/l10n';
import { html, set } from '../dom';
import { classesOf } from './cell-style';
import { covers, metricsOf, scrolledTo, spanOf, type Metrics, type IndexRange } from './metrics';
import { HEADING, samePlace, type GridModel, type Heading, type CellPosition } from './model';
import { RowView } from './row-view';
import { Tile } from './tile';

/** Rows and columns beyond the visible ones that are in the DOM, so that scrolling shows no gaps. */
const AROUND = 8;

const NONE: IndexRange = { first: 0, end: 0 };

/** The input of a sheet. */
export interface SheetInput {
  readonly model: GridModel;
  /** The tab stop, which is always in the DOM. */
  readonly active: CellPosition;
}

/**
 * Draws the visible part of a model of any size. If cells have room for words, each is an element; otherwise they are
 * painted, with an element for the active cell only.
 */
export class Sheet {
  /** The scrolling element. */
  readonly element = html('div', 'grid');
  readonly #paper = html('div', 'paper');
  readonly #head = new RowView(cornerElement());
  readonly #bands = { row: html('div', 'band across'), column: html('div', 'band down') };
  readonly #tile = new Tile();
  readonly #rows = new Map<number, RowView>();
  readonly #free: RowView[] = [];
  readonly #context = document.createElement('canvas').getContext('2d');
  #metrics: Metrics = { side: 0, top: 0, width: 1, height: 1, roomy: true };
  /** The headings that determined the sizes. */
  #names: Pick<GridModel, 'rows' | 'columns'> | undefined;
  /** The spans in the DOM. */
  #drawn = { rows: NONE, columns: NONE };

  constructor() {
    this.#paper.role = 'presentation';
    this.#head.element.classList.add('head');
    this.#head.element.ariaRowIndex = '1';
    for (const band of Object.values(this.#bands)) {
      band.ariaHidden = 'true';
      band.hidden = true;
    }
    this.#paper.append(this.#head.element, this.#bands.row, this.#bands.column, this.#tile.element);
    this.element.append(this.#paper);
  }

  /** Draws another model; keeps the sizes if the headings are the same. */
  update(drawing: SheetInput): void {
    const { rows, columns } = drawing.model;
    if (this.#names?.rows === rows && this.#names.columns === columns) this.draw(drawing, true);
    else this.layOut(drawing);
  }

  /** Computes the sizes from headings and area, reads the looks from the theme, and redraws everything. */
  layOut(drawing: SheetInput): void {
    const { element } = this;
    const context = this.#context;
    const { rows, columns } = drawing.model;
    this.#names = { rows, columns };
    const { fontSize, fontFamily } = getComputedStyle(element);
    if (context) context.font = `${fontSize} ${fontFamily}`;
    const metrics = metricsOf(
      drawing.model,
      { width: element.clientWidth, height: element.clientHeight },
      Number.parseFloat(fontSize),
      (text) => context?.measureText(text).width ?? 0,
    );
    this.#metrics = metrics;
    set(element, 'aria-rowcount', String(rows.length + 1));
    set(element, 'aria-colcount', String(columns.length + 1));
    element.classList.toggle('roomy', metrics.roomy);
    const { style } = this.#paper;
    style.width = `${metrics.side + columns.length * metrics.width}px`;
    style.height = `${metrics.top + rows.length * metrics.height}px`;
    for (const name of ['side', 'top', 'width', 'height'] as const)
      style.setProperty(`--${name}`, `${metrics[name]}px`);
    this.#tile.element.hidden = metrics.roomy;
    if (!metrics.roomy) this.#tile.prepare(element, metrics);
    this.draw(drawing, true);
  }

  /** Draws what became visible. @param all Also redraws existing cells. */
  draw({ model, active }: SheetInput, all = false): void {
    const { element, inSight } = this;
    const { width, height, roomy } = this.#metrics;
    const across = (around: number) => spanOf(element.scrollLeft, inSight.width, width, model.columns.length, around);
    const down = (around: number) => spanOf(element.scrollTop, inSight.height, height, model.rows.length, around);
    const fits = !all && covers(this.#drawn.columns, across(0)) && covers(this.#drawn.rows, down(0));
    const { rows, columns } = fits ? this.#drawn : { rows: down(AROUND), columns: across(AROUND) };
    this.#drawn = { rows, columns };
    const isKept = (row: number) => row === active.row && row !== HEADING && row < model.rows.length;
    for (const [row, view] of this.#rows) {
      if ((row >= rows.first && row < rows.end) || isKept(row)) continue;
      this.#rows.delete(row);
      this.#free.push(view);
    }
    this.#head.show(columns, active.row === HEADING ? active.column : undefined, all, (cell, column) =>
      this.#drawColumnName(cell, column, { model, active }),
    );
    const cells = roomy ? columns : NONE;
    for (let row = rows.first; row < rows.end; row += 1) this.#showRow(row, cells, all, { model, active });
    if (isKept(active.row)) this.#showRow(active.row, cells, all, { model, active });
    for (const view of this.#free) view.element.hidden = true;
    if (!roomy && !fits) this.#tile.paint(model, rows, columns, this.#metrics);
  }

  /** Scrolls as little as possible to show a cell. */
  reveal({ row, column }: CellPosition): void {
    const { element, inSight } = this;
    const { width, height } = this.#metrics;
    const left = column === HEADING ? element.scrollLeft : scrolledTo(column, width, element.scrollLeft, inSight.width);
    const top = row === HEADING ? element.scrollTop : scrolledTo(row, height, element.scrollTop, inSight.height);
    if (left !== element.scrollLeft || top !== element.scrollTop) element.scrollTo(left, top);
  }

  /** Highlights the row and the column of a cell, or none. */
  mark(place: CellPosition | undefined): void {
    const { side, top, width, height } = this.#metrics;
    const { row, column } = this.#bands;
    row.hidden = place === undefined || place.row === HEADING;
    column.hidden = place === undefined || place.column === HEADING;
    if (!place) return;
    row.style.top = `${top + place.row * height}px`;
    column.style.left = `${side + place.column * width}px`;
  }

  /** Returns the element of a cell, if it is in the DOM. */
  elementAt({ row, column }: CellPosition): HTMLElement | undefined {
    return (row === HEADING ? this.#head : this.#rows.get(row))?.cell(column);
  }

  /** Returns the cell under the pointer. */
  placeAt({ clientX, clientY }: MouseEvent, { rows, columns }: GridModel): CellPosition | undefined {
    const { element } = this;
    const { side, top, width, height } = this.#metrics;
    const box = element.getBoundingClientRect();
    const [x, y] = [clientX - box.left, clientY - box.top];
    if (x >= element.clientWidth || y >= element.clientHeight) return undefined;
    const column = x < side ? HEADING : Math.floor((x - side + element.scrollLeft) / width);
    const row = y < top ? HEADING : Math.floor((y - top + element.scrollTop) / height);
    return row < rows.length && column < columns.length && (row !== HEADING || column !== HEADING)
      ? { row, column }
      : undefined;
  }

  /** Number of visible rows. */
  get page(): number {
    return Math.floor(this.inSight.height / this.#metrics.height);
  }

  /** The area for cells, without headings. */
  get inSight(): { readonly width: number; readonly height: number } {
    return {
      width: this.element.clientWidth - this.#metrics.side,
      height: this.element.clientHeight - this.#metrics.top,
    };
  }

  #showRow(row: number, columns: IndexRange, all: boolean, drawing: SheetInput): void {
    const known = this.#rows.get(row);
    const view = known ?? this.#free.pop() ?? new RowView();
    if (!known) {
      this.#rows.set(row, view);
      if (!view.element.isConnected) this.#paper.append(view.element);
      view.element.hidden = false;
      view.element.ariaRowIndex = String(row + 2);
    }
    if (!known || all) view.element.style.top = `${this.#metrics.top + row * this.#metrics.height}px`;
    const kept = drawing.active.row === row ? drawing.active.column : undefined;
    view.show(columns, kept, all || !known, (cell, column) => {
      if (column === HEADING) drawName(cell, { row, column }, 'rowheader', drawing.model.rows[row], drawing);
      else this.#drawCell(cell, { row, column }, drawing);
    });
  }

  #drawCell(element: HTMLElement, place: CellPosition, drawing: SheetInput): void {
    const cell = drawing.model.cell(place.row, place.column);
    drawAny(element, place, 'gridcell', classesOf(cell), drawing);
    if (cell.words === undefined) delete element.dataset['words'];
    else element.dataset['words'] = cell.words;
    this.#putAt(element, place.column);
  }

  #drawColumnName(element: HTMLElement, column: number, drawing: SheetInput): void {
    if (column === HEADING) return;
    drawName(element, { row: HEADING, column }, 'columnheader', drawing.model.columns[column], drawing);
    this.#putAt(element, column);
  }

  #putAt(element: HTMLElement, column: number): void {
    element.style.left = `${this.#metrics.side + column * this.#metrics.width}px`;
  }
}

function drawName(
  element: HTMLElement,
  place: CellPosition,
  role: 'rowheader' | 'columnheader',
  heading: Heading | undefined,
  drawing: SheetInput,
): void {
  drawAny(element, place, role, `heading ${role}`, drawing);
  const { name = '', detail = '' } = heading ?? {};
  // In case not all of it fits.
  set(element, 'title', [name, detail].filter((text) => text !== '').join('\n'));
  element.replaceChildren(html('span', 'title', name), ...(detail === '' ? [] : [html('span', 'detail', detail)]));
}

/** Draws what all cells and headings have in common; only changes are written. */
function drawAny(
  element: HTMLElement,
  place: CellPosition,
  role: string,
  className: string,
  { model, active }: SheetInput,
): void {
  if (element.className !== className) element.className = className;
  set(element, 'role', role);
  set(element, 'aria-label', model.describe(place));
  set(element, 'tabindex', samePlace(place, active) ? '0' : '-1');
}

function cornerElement(): HTMLElement {
  const corner = html('div', 'corner', html('span', '', l10n.t('From ↓')), html('span', '', l10n.t('To →')));
  corner.role = 'columnheader';
  corner.ariaColIndex = '1';
  corner.ariaLabel = l10n.t('From in rows, to in columns');
  return corner;
}
