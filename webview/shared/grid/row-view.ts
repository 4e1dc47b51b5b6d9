import { html, set } from '../dom';
import type { IndexRange } from './metrics';
import { HEADING } from './model';

/** Fills an element with the contents of a column; {@link HEADING} for the row's heading. */
export type DrawCell = (element: HTMLElement, column: number) => void;

/** One row: its heading, and some of its cells. Recycles the elements of cells. */
export class RowView {
  readonly element = html('div', 'row');
  readonly #cells = new Map<number, HTMLElement>();
  readonly #free: HTMLElement[] = [];

  /** @param heading The element before the cells. */
  constructor(private readonly heading: HTMLElement = cellElement(HEADING)) {
    this.element.role = 'row';
    this.element.append(heading);
  }

  /**
   * Shows some columns.
   * @param kept A further column that stays, because it has the focus.
   * @param all Whether to redraw existing cells.
   */
  show({ first, end }: IndexRange, kept: number | undefined, all: boolean, draw: DrawCell): void {
    for (const [column, element] of this.#cells) {
      if ((column >= first && column < end) || column === kept) continue;
      this.#cells.delete(column);
      this.#free.push(element);
    }
    if (all) draw(this.heading, HEADING);
    for (let column = first; column < end; column += 1) this.#showCell(column, all, draw);
    if (kept !== undefined && kept !== HEADING) this.#showCell(kept, all, draw);
    for (const element of this.#free) element.hidden = true;
  }

  /** Returns the element of a column, if it is in the DOM. */
  cell(column: number): HTMLElement | undefined {
    return column === HEADING ? this.heading : this.#cells.get(column);
  }

  #showCell(column: number, all: boolean, draw: DrawCell): void {
    const known = this.#cells.get(column);
    if (known && !all) return;
    const element = known ?? this.#free.pop() ?? this.element.appendChild(cellElement(column));
    element.hidden = false;
    this.#cells.set(column, element);
    set(element, 'aria-colindex', String(column + 2));
    draw(element, column);
  }
}

function cellElement(column: number): HTMLElement {
  const element = html('div');
  element.tabIndex = -1;
  element.setAttribute('aria-colindex', String(column + 2));
  return element;
}
