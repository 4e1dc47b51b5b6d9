import * as l10n from '@vscode/l10n';
import type { MeasuredState } from '../../../src/features/graph/protocol/elements';
import type { Span } from '../../../src/features/graph/protocol/timeline';
import { html, say, set, svg } from '../../shared/dom';
import { describeState } from '../details/element-text';
import { areasOf, heightOf, LAYERS } from './chart-shape';
import type { Axis, RecordingHistory } from './recording-history';
import { formatTime } from '../../../src/base/age';
import { formatCounts } from './time-text';

/**
 * The number of reachable connections over time, as areas above the timeline. Redrawn when the history or the size
 * changes.
 */
export class Chart {
  readonly element: HTMLElement;
  readonly #picture = svg('svg', { class: 'chart-picture', role: 'img', preserveAspectRatio: 'none' });
  readonly #areas = new Map<MeasuredState, SVGPathElement>();
  readonly #rules = svg('path', { class: 'chart-rules' });
  readonly #cursor = svg('path', { class: 'chart-cursor' });
  readonly #counts = new Map<MeasuredState, HTMLElement>();
  readonly #most = html('span', 'chart-most');
  #axis: Axis = { begin: 0, end: 1 };
  #history: RecordingHistory | undefined;
  #at: number | undefined;
  #width = 0;
  #height = 0;

  constructor() {
    const keys = LAYERS.map((layer) => {
      const count = html('span');
      this.#counts.set(layer, count);
      const sample = svg(
        'svg',
        { class: 'chart-sample', width: 14, height: 10, 'aria-hidden': 'true' },
        svg('rect', { class: `layer ${layer}`, width: 14, height: 10 }),
      );
      return html('span', 'key', sample, count);
    });
    const areas = LAYERS.map((layer) => {
      const area = svg('path', { class: `layer ${layer}` });
      this.#areas.set(layer, area);
      return area;
    });
    this.#picture.append(patterns(), ...areas, this.#rules, this.#cursor);
    this.#most.ariaHidden = 'true';
    this.element = html(
      'div',
      'chart',
      html('div', 'chart-keys', ...keys),
      html('div', 'chart-stage', this.#picture, this.#most),
    );
    new ResizeObserver(([entry]) => {
      const [width, height] = [Math.round(entry?.contentRect.width ?? 0), Math.round(entry?.contentRect.height ?? 0)];
      if (width === this.#width && height === this.#height) return;
      this.#width = width;
      this.#height = height;
      this.#draw();
      this.#drawCursor();
    }).observe(this.#picture);
  }

  /** Updates the history. @param now Milliseconds since the epoch, by this page's clock. */
  update(history: RecordingHistory, axis: Axis, now: number): void {
    this.#history = history;
    this.#axis = axis;
    const most = history.spans.length === 0 ? '' : String(heightOf(history.spans));
    say(this.#most, most);
    set(this.#picture, 'aria-label', inWords(history, now));
    this.#draw();
  }

  /** Shows the displayed time and its counts. @param at Milliseconds since the epoch. */
  point(at: number, span: Span | undefined): void {
    for (const [layer, element] of this.#counts) {
      const text = `${span?.[layer] ?? 0} ${describeState(layer)}`;
      say(element, text);
    }
    this.#at = at;
    this.#drawCursor();
  }

  #drawCursor(): void {
    if (this.#at !== undefined) set(this.#cursor, 'd', `M${this.#x(this.#at)},0V${this.#height}`);
  }

  #draw(): void {
    const history = this.#history;
    if (!history || this.#width === 0) return;
    set(this.#picture, 'viewBox', `0 0 ${this.#width} ${this.#height}`);
    const areas = areasOf(history.spans, this.#axis, this.#width, this.#height);
    for (const [layer, element] of this.#areas) set(element, 'd', areas[layer]);
    set(this.#rules, 'd', history.marks.map(({ at }) => `M${this.#x(at)},0V${this.#height}`).join(''));
  }

  #x(at: number): string {
    const { begin, end } = this.#axis;
    return (((at - begin) / (end - begin)) * this.#width).toFixed(1);
  }
}

/** Describes the chart for screen readers. */
function inWords({ spans, marks }: RecordingHistory, now: number): string {
  const [first, last] = [spans[0], spans.at(-1)];
  if (!first || !last) return l10n.t('Nothing has been recorded yet.');
  const least = spans.reduce((min, { reachable }) => Math.min(min, reachable), first.reachable);
  const most = spans.reduce((max, { reachable }) => Math.max(max, reachable), first.reachable);
  const changes = marks.length === 1 ? l10n.t('rules changed once') : l10n.t('rules changed {0} times', marks.length);
  return l10n.t(
    'Connections over time: {0} at {1}, {2} at {3}. Between {4} and {5} were reachable; {6}.',
    formatCounts(first),
    formatTime(first.from, now),
    formatCounts(last),
    formatTime(last.until, now),
    least,
    most,
    changes,
  );
}

/** Layers differ in more than color. */
function patterns(): SVGElement {
  const pattern = (id: string, size: number, shape: SVGElement) =>
    svg('pattern', { id, width: size, height: size, patternUnits: 'userSpaceOnUse' }, shape);
  return svg(
    'defs',
    {},
    pattern('hatched', 6, svg('path', { class: 'hatch', d: 'M-1,7L7,-1M-1,1L1,-1M5,7L7,5' })),
    pattern('dotted', 5, svg('circle', { class: 'dot', cx: 2.5, cy: 2.5, r: 0.9 })),
  );
}
