import type { FrameShape } from './scene';
import { set, svg } from './svg';

/** The frame around a group's stars, with its name; a click on the name collapses the group. */
export class FrameView {
  readonly element: SVGGElement;
  readonly #box = svg('rect', { class: 'frame', rx: 14 });
  readonly #name = svg('text', { class: 'frame-name' });

  constructor(key: string) {
    this.element = svg('g', { 'class': 'framed', 'data-frame': key, 'role': 'button', 'tabindex': -1 }, this.#box, this.#name);
  }

  /** Takes the frame off the page. */
  remove(): void {
    this.element.remove();
  }

  update({ name, box: { left, top, right, bottom } }: FrameShape): void {
    set(this.element, 'aria-label', `Group ${name}: collapse`);
    set(this.#box, 'x', String(left));
    set(this.#box, 'y', String(top));
    set(this.#box, 'width', String(right - left));
    set(this.#box, 'height', String(bottom - top));
    set(this.#name, 'x', String(left + 14));
    set(this.#name, 'y', String(top + 22));
    const text = `− ${name}`;
    if (this.#name.textContent !== text) this.#name.textContent = text;
  }
}
