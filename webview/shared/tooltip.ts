import { html } from './dom';
import type { Fact } from './fact';

/** Pixels between the tooltip and its subject. */
const DISTANCE = 12;

/** The contents of a tooltip. */
export interface Tip {
  readonly title: string;
  readonly facts: readonly Fact[];
}

/** A single tooltip for the whole drawing, for the star or edge under the pointer or with the focus. */
export class Tooltip {
  readonly element = html('div', 'tooltip');

  #subject: Element | undefined;
  readonly #area: HTMLElement;
  readonly #tipOf: (element: Element) => Tip | undefined;

  /** @param tipOf Returns the contents for an element. */
  constructor(area: HTMLElement, svgElement: SVGSVGElement, tipOf: (element: Element) => Tip | undefined) {
    this.#area = area;
    this.#tipOf = tipOf;
    this.element.role = 'tooltip';
    this.element.hidden = true;
    const show = ({ target }: Event) => {
      const subject = target instanceof Element ? target.closest('[data-node],[data-key]') : null;
      if (subject) this.about(subject);
      else this.hide();
    };
    svgElement.addEventListener('pointerover', show);
    svgElement.addEventListener('pointerleave', () => this.hide());
    svgElement.addEventListener('pointerdown', () => this.hide());
    svgElement.addEventListener('wheel', () => this.hide(), { passive: true });
    // On the area, because a focus listener would make the SVG element itself a tab stop.
    area.addEventListener('focusin', (event) => {
      // A click also focuses, and has just hidden it.
      if (event.target instanceof Element && event.target.matches(':focus-visible')) show(event);
    });
    area.addEventListener('focusout', () => this.hide());
  }

  /** Shows the tooltip of a star or an edge by its element. */
  about(subject: Element): void {
    if (!this.element.hidden && subject === this.#subject) return;
    const tip = this.#tipOf(subject);
    if (!tip) {
      this.hide();
      return;
    }
    this.#subject = subject;
    this.#show(tip, subject, this.#area);
  }

  hide(): void {
    this.element.hidden = true;
  }

  #show({ title, facts }: Tip, subject: Element, area: HTMLElement): void {
    const list = html('dl', '', ...facts.flatMap(([name, value]) => [html('dt', '', name), html('dd', '', value)]));
    this.element.replaceChildren(html('strong', '', title), list);
    this.element.hidden = false;
    const around = area.getBoundingClientRect();
    const about = anchorOf(subject);
    const { offsetWidth: width, offsetHeight: height } = this.element;
    const below = about.bottom + DISTANCE;
    const top = below + height <= around.bottom ? below : Math.max(around.top, about.top - DISTANCE - height);
    const left = Math.max(around.left, Math.min((about.left + about.right - width) / 2, around.right - width));
    this.element.style.left = `${left - around.left}px`;
    this.element.style.top = `${top - around.top}px`;
  }
}

/** Returns the position of the tooltip: next to a star's disc, or at the middle of an edge. */
function anchorOf(subject: Element): DOMRect {
  const line = subject.querySelector<SVGPathElement>('.line');
  const matrix = line?.getScreenCTM();
  if (!line || !matrix) return (subject.querySelector('.disc') ?? subject).getBoundingClientRect();
  const { x, y } = line.getPointAtLength(line.getTotalLength() / 2).matrixTransform(matrix);
  return new DOMRect(x, y, 0, 0);
}
