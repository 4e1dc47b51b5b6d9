import type { DrawnNode } from '../scene/drawn';
import { pointAt, type Curve } from '../scene/curve';
import { MARK_AT, type MarkedEdge } from '../scene/labels/mark-places';
import { markOf } from './edge-mark';
import type { EdgeShape } from '../scene/scene';
import { say, set, svg } from '../../shared/dom';
import { edgeSentence } from '../details/element-text';

/** One directed edge on the page. */
export class EdgeView {
  readonly element: SVGGElement;
  /** Wide and invisible, because the line itself is hard to hit. */
  readonly #reach = svg('path', { class: 'reach' });
  readonly #line = svg('path', { class: 'line' });
  readonly #tip = svg('path', { class: 'tip' });
  readonly #sign = svg('path', { class: 'sign' });
  readonly #words = svg('text', { class: 'sign-words', 'text-anchor': 'middle' });
  readonly #mark = svg('g', { class: 'mark' }, this.#sign, this.#words);

  #drawn: readonly unknown[] = [];
  #curve: Curve | undefined;
  #part: number = MARK_AT[0];
  /** Whether the last update changed the edge's mark. */
  markChanged = false;

  readonly #key: string;

  /** @param measure Returns the width of a text at a zoom of one. */
  constructor(
    { edge, key }: EdgeShape,
    private readonly measure: (text: string) => number,
  ) {
    this.#key = key;
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

  /** Removes the edge. */
  remove(): void {
    this.element.remove();
  }

  /** Updates the edge. @param color Any CSS color, that of the source star. */
  update({ edge, curve, line, tip }: EdgeShape, color: string, from: DrawnNode, to: DrawnNode): void {
    const drawn = [edge, line, tip, color, from, to];
    this.markChanged = false;
    if (drawn.every((part, index) => part === this.#drawn[index])) return;
    this.#drawn = drawn;
    set(this.element, 'data-state', edge.state);
    set(this.element, 'data-kind', edge.kind);
    set(this.element, 'data-agreement', edge.judgement?.agreement ?? 'unjudged');
    set(this.element, 'data-preview', edge.preview?.effect ?? 'none');
    set(this.element, 'data-compared', edge.compared?.how ?? 'none');
    set(this.element, 'data-lit', String(edge.lit ?? false));
    set(this.element, 'aria-label', edgeSentence(edge, from, to));
    this.element.style.setProperty('--star', color);
    set(this.#reach, 'd', line);
    set(this.#line, 'd', line);
    set(this.#tip, 'd', tip);
    const mark = markOf(edge);
    this.markChanged = mark?.words !== (this.#curve && this.#words.textContent);
    if (!mark) {
      this.#mark.remove();
      this.#curve = undefined;
      return;
    }
    this.#curve = curve;
    this.#moveMark(curve);
    set(this.#mark, 'data-mark', mark.kind);
    set(this.#sign, 'd', mark.shape);
    set(this.#words, 'dy', mark.shape === '' ? '4' : '24');
    say(this.#words, mark.words);
    if (!this.#mark.isConnected) this.element.append(this.#mark);
  }

  /** The mark, for placement; undefined if there is none. */
  get marked(): MarkedEdge | undefined {
    const curve = this.#curve;
    const isText = this.#mark.dataset['mark'] === 'ports';
    return curve && { key: this.#key, curve, width: this.measure(this.#words.textContent), isText };
  }

  /** Places the mark at a fraction of the curve; without one, hides its text. */
  placeMark(part: number | undefined): void {
    this.#mark.classList.toggle('wordless', part === undefined);
    this.#part = part ?? MARK_AT[0];
    if (this.#curve) this.#moveMark(this.#curve);
  }

  #moveMark(curve: Curve): void {
    const { x, y } = pointAt(curve, this.#part);
    set(this.#mark, 'transform', `translate(${x.toFixed(1)},${y.toFixed(1)})`);
  }
}
