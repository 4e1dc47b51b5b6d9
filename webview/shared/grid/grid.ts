import { follow } from './keys';
import { HEADING, samePlace, type GridModel, type Heading, type CellPosition } from './model';
import { Sheet } from './sheet';
import { TypeAhead } from './type-ahead';

export type { GridModel, CellPosition } from './model';
export { HEADING } from './model';

/** Handlers of a grid. */
export interface GridListener {
  /** The cell or heading under the pointer, else the focused one, else none. */
  pointed(place: CellPosition | undefined): void;
  /** A cell or heading was chosen, by Enter or by a click while focused. */
  chosen(place: CellPosition): void;
  /** Scrolling has stopped. */
  scrolled(x: number, y: number): void;
}

const NOTHING: GridModel = {
  rows: [],
  columns: [],
  cell: () => ({ verdict: 'denied', blank: true }),
  describe: () => '',
};

/**
 * A table of verdicts with headings on two sides. Only the visible part is in the DOM, however large the model. One tab
 * stop; inside, arrow keys and letters navigate.
 */
export class Grid {
  readonly element: HTMLElement;
  readonly #sheet = new Sheet();
  readonly #typeAhead = new TypeAhead();
  #model = NOTHING;
  #active: CellPosition = { row: 0, column: 0 };
  #pointer: CellPosition | undefined;
  #focused = false;

  constructor(
    label: string,
    private readonly listener: GridListener,
  ) {
    const { element } = this.#sheet;
    this.element = element;
    element.role = 'grid';
    element.ariaLabel = label;
    element.addEventListener('scroll', () => this.#draw(), { passive: true });
    element.addEventListener('scrollend', () => listener.scrolled(element.scrollLeft, element.scrollTop), {
      passive: true,
    });
    element.addEventListener('pointermove', (event) => this.#point(this.#sheet.placeAt(event, this.#model)), {
      passive: true,
    });
    element.addEventListener('pointerleave', () => this.#point(undefined));
    element.addEventListener('mousedown', (event) => {
      // The click decides about the focus; by default the browser would move it earlier, and scroll.
      if (this.#sheet.placeAt(event, this.#model)) event.preventDefault();
    });
    element.addEventListener('click', (event) => this.#click(this.#sheet.placeAt(event, this.#model)));
    element.addEventListener('keydown', (event) => {
      if (this.#key(event)) event.preventDefault();
    });
    for (const type of ['focusin', 'focusout']) {
      element.addEventListener(type, () => {
        this.#focused = type === 'focusin';
        this.#tell();
      });
    }
    new ResizeObserver(() => this.#layOut()).observe(element, { box: 'device-pixel-content-box' });
    // Painted cells need the colors of the new theme.
    new MutationObserver(() => this.#layOut()).observe(document.body, {
      attributeFilter: ['class', 'data-vscode-theme-id'],
    });
    matchMedia('(forced-colors: active)').addEventListener('change', () => this.#layOut());
  }

  /** Shows a model. Keeps the focus if its cell still exists. */
  show(model: GridModel): void {
    const { row, column } = this.#active;
    this.#active = {
      row: moved(row, this.#model.rows, model.rows),
      column: moved(column, this.#model.columns, model.columns),
    };
    this.#model = model;
    if (this.#pointer && (this.#pointer.row >= model.rows.length || this.#pointer.column >= model.columns.length))
      this.#pointer = undefined;
    if (this.element.clientWidth > 0) this.#sheet.update({ model, active: this.#active });
    if (this.#focused) this.focus();
    this.#tell();
  }

  scrollTo(x: number, y: number): void {
    this.element.scrollTo(x, y);
    this.#draw();
  }

  /** Makes a cell the tab stop and scrolls it into view. */
  goTo(place: CellPosition): void {
    this.#active = place;
    this.#sheet.reveal(place);
    this.#layOut();
  }

  /** Focuses the tab stop. */
  focus(): void {
    this.#sheet.elementAt(this.#active)?.focus({ preventScroll: true });
  }

  #click(place: CellPosition | undefined): void {
    if (!place) return;
    if (this.#focused && samePlace(place, this.#active)) this.#choose();
    else this.#activate(place);
  }

  #key({ key, ctrlKey, metaKey, altKey, timeStamp }: KeyboardEvent): boolean {
    if (altKey) return false;
    const control = ctrlKey || metaKey;
    const { rows, columns } = this.#model;
    const to = follow(key, control, this.#active, {
      rows: rows.length,
      columns: columns.length,
      page: Math.max(1, this.#sheet.page - 1),
    });
    if (to) this.#activate(to);
    else if (control) return false;
    else if (key === 'Enter') this.#choose();
    else if (key.length === 1 && key !== ' ') this.#find(key, timeStamp);
    else return false;
    return true;
  }

  #choose(): void {
    this.listener.chosen(this.#active);
  }

  /** Moves to the row with the typed name or, from a column heading, to the column. */
  #find(letter: string, at: number): void {
    const { rows, columns } = this.#model;
    const { row, column } = this.#active;
    const [headings, from] = row === HEADING ? [columns, column] : [rows, row];
    const found = this.#typeAhead.find(
      letter,
      at,
      headings.map(({ name }) => name),
      from,
    );
    if (found !== undefined) this.#activate(row === HEADING ? { row, column: found } : { row: found, column });
  }

  #activate(place: CellPosition): void {
    this.#sheet.elementAt(this.#active)?.setAttribute('tabindex', '-1');
    this.#active = place;
    this.#sheet.reveal(place);
    this.#draw();
    const element = this.#sheet.elementAt(place);
    element?.setAttribute('tabindex', '0');
    element?.focus({ preventScroll: true });
    this.#pointer = undefined;
    this.#tell();
  }

  #point(place: CellPosition | undefined): void {
    if (samePlace(place, this.#pointer)) return;
    this.#pointer = place;
    this.#tell();
  }

  /** Reports the current cell, and highlights its row and column. */
  #tell(): void {
    const place = this.#pointer ?? (this.#focused ? this.#active : undefined);
    this.#sheet.mark(place);
    this.listener.pointed(place);
  }

  #layOut(): void {
    if (this.element.clientWidth > 0) this.#sheet.layOut({ model: this.#model, active: this.#active });
  }

  #draw(): void {
    this.#sheet.draw({ model: this.#model, active: this.#active });
  }
}

/** Returns the new index of a row or column or, if it was removed, of the nearest one. */
function moved(index: number, before: readonly Heading[], after: readonly Heading[]): number {
  if (index === HEADING) return HEADING;
  const key = before[index]?.key;
  const found = after.findIndex((heading) => heading.key === key);
  return found >= 0 ? found : Math.max(0, Math.min(index, after.length - 1));
}
