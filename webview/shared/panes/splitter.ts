import { html, set } from '../dom';
import { clampSize, sizeAfterKey, type Axis, type SizeRange } from './pane-size';

/** A pane, and where it stands. */
export interface SplitterOptions {
  /** What the splitter does, for tooltip and screen readers. */
  readonly label: string;
  /** The pane after the splitter. Its ID is set if it has none. */
  readonly pane: HTMLElement;
  /** Returns the direction in which the splitter moves now. */
  readonly axis: () => Axis;
  /** Returns the pane's range now. */
  readonly range: () => SizeRange;
  /** Called with the size that the user chose, in pixels, and with undefined for the default. */
  readonly resized: (size: number | undefined) => void;
}

let panes = 0;

/**
 * The edge of a pane, which is moved by mouse and keyboard to resize it. A double click, or Enter, restores the default
 * size. The element takes no room.
 */
export class Splitter {
  readonly element: HTMLElement;

  constructor(private readonly options: SplitterOptions) {
    const { label, pane } = options;
    if (pane.id === '') pane.id = `pane-${(panes += 1)}`;
    this.element = html('div', 'splitter');
    this.element.role = 'separator';
    this.element.tabIndex = 0;
    set(this.element, 'aria-label', label);
    set(this.element, 'aria-controls', pane.id);
    this.element.addEventListener('keydown', (event) => this.#press(event));
    this.element.addEventListener('dblclick', () => options.resized(undefined));
    this.element.addEventListener('pointerdown', (event) => this.#grab(event));
    this.element.hidden = true;
    new ResizeObserver(() => this.update()).observe(pane);
  }

  /** Updates what screen readers say, and hides the splitter of a hidden pane. */
  update(): void {
    const { pane, axis, range } = this.options;
    this.element.hidden = pane.hidden;
    // Sizes cost a layout.
    if (pane.hidden) return;
    const { min, max } = range();
    this.element.dataset['axis'] = axis();
    set(this.element, 'aria-orientation', axis() === 'x' ? 'vertical' : 'horizontal');
    set(this.element, 'aria-valuemin', String(Math.round(min)));
    set(this.element, 'aria-valuemax', String(Math.round(Math.max(min, max))));
    set(this.element, 'aria-valuenow', String(clampSize(this.#size, { min, max })));
  }

  /** The pane's size along the axis, in pixels. */
  get #size(): number {
    const { pane, axis } = this.options;
    return axis() === 'x' ? pane.offsetWidth : pane.offsetHeight;
  }

  #resize(size: number | undefined): void {
    this.options.resized(size);
    this.update();
  }

  #press(event: KeyboardEvent): void {
    const size = sizeAfterKey(event, this.options.axis(), this.#size, this.options.range());
    if (size === undefined) return;
    event.preventDefault();
    // Keys of the pane's surroundings mean something else.
    event.stopPropagation();
    this.#resize(size === 'default' ? undefined : size);
  }

  #grab(event: PointerEvent): void {
    if (event.button !== 0) return;
    // Nothing is selected while the pointer moves.
    event.preventDefault();
    this.element.focus();
    this.element.setPointerCapture(event.pointerId);
    const axis = this.options.axis();
    const placeOf = ({ clientX, clientY }: PointerEvent) => (axis === 'x' ? clientX : clientY);
    const [from, size] = [placeOf(event), this.#size];
    const move = (moved: PointerEvent) => this.#resize(clampSize(size + from - placeOf(moved), this.options.range()));
    const drop = () => this.element.removeEventListener('pointermove', move);
    this.element.addEventListener('pointermove', move);
    this.element.addEventListener('lostpointercapture', drop, { once: true });
  }
}
