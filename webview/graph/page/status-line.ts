import * as l10n from '@vscode/l10n';
import type { EdgeState, GraphEdge } from '../../../src/features/graph/protocol/elements';
import { formatAge } from '../../../src/base/age';
import { AgeText } from '../../shared/age-text';
import { IncrementalTally } from './incremental';
import { agreementName, type Agreement } from '../details/agreement-text';
import { html, say, svg } from '../../shared/dom';
import { describeState } from '../details/element-text';
import type { Drawing } from '../scene/drawn';
import { AccessLegend } from './access-legend';

/** In the order in which they are listed. */
const ODDS: readonly Agreement[] = ['blocked', 'open', 'late', 'pending'];
const STATES: readonly EdgeState[] = ['reachable', 'unreachable', 'unknown', 'allowed', 'denied'];

/** The glyphs of the legend, drawn like those of edges. */
const TIPS: Readonly<Record<EdgeState, string>> = {
  reachable: 'M27,6L17,1L19,6L17,11Z',
  unreachable: 'M22,1L22,11',
  unknown: 'M26,6L22,2L18,6L22,10Z',
  allowed: 'M27,6L17,1L19,6L17,11Z',
  denied: 'M18,2L26,10M18,10L26,2',
};

/** The line below the graph: a legend with counts, and the age of the displayed data. */
export class StatusLine {
  readonly element: HTMLElement;
  readonly #counts = new Map<EdgeState, HTMLElement>();
  readonly #states = new IncrementalTally<GraphEdge, EdgeState>(({ kind, state }) =>
    kind === 'ghost' ? undefined : state,
  );
  readonly #agreements = new IncrementalTally<GraphEdge, Agreement>(({ judgement }) => judgement?.agreement);
  readonly #odds = html('span', 'odds');
  readonly #age = new AgeText((age) => l10n.t('Observed {0}', formatAge(age)), 'age');

  readonly #access: AccessLegend;

  /** @param filter Filters the stars. */
  constructor(filter: (query: string) => void) {
    this.#access = new AccessLegend(filter);
    const items = STATES.map((state) => {
      const count = html('span');
      this.#counts.set(state, count);
      return html('span', 'key', glyph(state), count);
    });
    this.element = html('footer', 'status', ...items, this.#access.element, this.#odds, this.#age.element);
  }

  /**
   * @param drawing What is displayed.
   * @param query The current filter.
   * @param seenAt When the collector reported them, by this page's clock; undefined for what policy allows.
   * @param hidesMeasurements Whether there are measurements that are not shown.
   */
  update(
    { nodes, edges }: Pick<Drawing, 'nodes' | 'edges'>,
    query: string,
    seenAt: number | undefined,
    hidesMeasurements = false,
  ): void {
    this.#access.update(nodes, query);
    this.#states.count(edges);
    this.#agreements.count(edges);
    for (const [state, element] of this.#counts) {
      const count = this.#states.of(state);
      write(element, `${count} ${describeState(state)}`);
      element.parentElement?.classList.toggle('none', count === 0);
      const isMeasured = state !== 'allowed' && state !== 'denied';
      const belongs = state === 'denied' ? false : isMeasured === (seenAt !== undefined);
      if (element.parentElement) element.parentElement.hidden = !belongs && count === 0;
    }
    write(
      this.#odds,
      seenAt !== undefined
        ? this.#oddsInWords()
        : hidesMeasurements
          ? l10n.t('Calculated from policy')
          : l10n.t('Calculated from policy; nothing is measured'),
    );
    this.#age.tell(seenAt);
  }

  /** Clears the line until the next update, because the page shows something else. */
  rest(): void {
    this.#age.tell(undefined);
  }

  /** Counts the edges that contradict policy, by kind. */
  #oddsInWords(): string {
    return ODDS.filter((agreement) => this.#agreements.of(agreement) > 0)
      .map((agreement) => `${this.#agreements.of(agreement)} ${agreementName(agreement)}`)
      .join(' · ');
  }
}

function glyph(state: EdgeState): SVGElement {
  return svg(
    'svg',
    { class: 'glyph', viewBox: '0 0 28 12', width: 28, height: 12, 'data-glyph': state, 'aria-hidden': 'true' },
    svg('path', { class: 'line', d: 'M1,6L18,6' }),
    svg('path', { class: 'tip', d: TIPS[state] }),
  );
}

function write(element: HTMLElement, text: string): void {
  say(element, text);
}
