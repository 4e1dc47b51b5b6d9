import * as l10n from '@vscode/l10n';
import type { Box } from '../scene/box';
import type { FrameShape } from '../scene/scene';
import { ASIDE, BASE, titleBox, titleOfFrame } from '../scene/labels/frame-title';
import { say, set, svg } from '../../shared/dom';

const FONT = '600 12.5px';

/** The frame around a group's stars, with its name. A click on the name collapses the group. */
export class FrameView {
  readonly element: SVGGElement;
  readonly #box = svg('rect', { class: 'frame', rx: 14 });
  readonly #name = svg('text', { class: 'frame-name' });

  #shape: FrameShape | undefined;

  constructor(
    key: string,
    private readonly measure: (text: string, font: string) => number,
  ) {
    this.element = svg(
      'g',
      { class: 'framed', 'data-frame': key, role: 'button', tabindex: -1 },
      this.#box,
      this.#name,
    );
  }

  /** Removes the frame. */
  remove(): void {
    this.element.remove();
  }

  update(shape: FrameShape): void {
    const {
      name,
      box: { left, top, right, bottom },
    } = shape;
    this.#shape = shape;
    set(this.element, 'aria-label', l10n.t('Collapse group {0}', name));
    set(this.#box, 'x', String(left));
    set(this.#box, 'y', String(top));
    set(this.#box, 'width', String(right - left));
    set(this.#box, 'height', String(bottom - top));
    set(this.#name, 'x', String(left + ASIDE));
    set(this.#name, 'y', String(top + BASE));
    const text = titleOfFrame(name);
    say(this.#name, text);
  }

  /** Returns the box of the name at a text scale; undefined before the first update. */
  nameBox(scale: number): Box | undefined {
    return this.#shape && titleBox(this.#shape, this.measure(titleOfFrame(this.#shape.name), FONT), scale);
  }
}
