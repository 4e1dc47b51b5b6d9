import type { DrawnNode } from '../scene/drawn';
import { pointAt } from '../scene/curve';
import { markOf } from './edge-mark';
import type { EdgeShape } from '../scene/scene';
import { say, set, svg } from '../../shared/dom';
import { edgeSentence } from '../details/words';

/** Where along an edge its sign stands: off the middle, so that it does not meet that of the opposite edge. */
const SIGN_AT = 0.36;

/** One directed edge on the page. */
export class EdgeView {
  readonly element: SVGGElement;
  /** Wide and unseen: an edge is easier to hit than it is thick. */
  readonly #reach = svg('path', { class: 'reach' });
  readonly #line = svg('path', { class: 'line' });
  readonly #tip = svg('path', { class: 'tip' });
  readonly #sign = svg('path', { class: 'sign' });
  readonly #words = svg('text', { class: 'sign-words', 'text-anchor': 'middle', dy: 24 });
  readonly #mark = svg('g', { class: 'mark' }, this.#sign, this.#words);

  #drawn: readonly unknown[] = [];

  constructor({ edge, key }: EdgeShape) {
    this.element = svg(
      'g',
      {
        class: 'edge',
        'data-edge': `${edge.from}→${edge.to}`,
        'data-key': key,
        role: 'graphics-symbol',
        'aria-roledescription': 'connection',
        tabindex: -1,
      },
      this.#reach,
      this.#line,
      this.#tip,
    );
  }

  /** Takes the edge off the page. */
  remove(): void {
    this.element.remove();
  }

  /** Brings the edge up to date. @param colour any CSS colour: that of the star it comes from. */
  update({ edge, curve, line, tip }: EdgeShape, colour: string, from: DrawnNode, to: DrawnNode): void {
    const drawn = [edge, line, tip, colour, from, to];
    if (drawn.every((part, index) => part === this.#drawn[index])) return;
    this.#drawn = drawn;
    set(this.element, 'data-state', edge.state);
    set(this.element, 'data-kind', edge.kind);
    set(this.element, 'data-agreement', edge.judgement?.agreement ?? 'unjudged');
    set(this.element, 'data-preview', edge.preview?.effect ?? 'none');
    set(this.element, 'data-compared', edge.compared?.how ?? 'none');
    set(this.element, 'data-lit', String(edge.lit ?? false));
    set(this.element, 'aria-label', edgeSentence(edge, from, to));
    this.element.style.setProperty('--star', colour);
    set(this.#reach, 'd', line);
    set(this.#line, 'd', line);
    set(this.#tip, 'd', tip);
    const mark = markOf(edge);
    if (!mark) {
      this.#mark.remove();
      return;
    }
    const { x, y } = pointAt(curve, SIGN_AT);
    set(this.#mark, 'transform', `translate(${x.toFixed(1)},${y.toFixed(1)})`);
    set(this.#mark, 'data-mark', mark.kind);
    set(this.#sign, 'd', mark.shape);
    say(this.#words, mark.words);
    if (!this.#mark.isConnected) this.element.append(this.#mark);
  }
}
