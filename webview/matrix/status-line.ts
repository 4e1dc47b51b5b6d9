import * as l10n from '@vscode/l10n';
import { formatAge } from '../../src/base/age';
import { AgeText } from '../shared/age-text';
import { html, say } from '../shared/dom';
import type { Arrangement } from './arrange';
import type { Sentence } from './sentences';
import { button } from '../shared/toolkit';

/** The text for one cell or heading. */
export interface StatusText extends Sentence {
  /** The time of the measurement, by this page's clock. */
  readonly measuredAt?: number | undefined;
  /** Whether an explanation is available. */
  readonly why: boolean;
}

const KEYS = ['allowed', 'denied', 'agrees', 'disagrees', 'unknown'] as const;

function countText(key: (typeof KEYS)[number], count: number): string {
  const shown = count.toLocaleString('en');
  switch (key) {
    case 'allowed':
      return l10n.t('{0} allowed', shown);
    case 'denied':
      return l10n.t('{0} denied', shown);
    case 'agrees':
      return count === 1 ? l10n.t('1 matches the measurement') : l10n.t('{0} match the measurement', shown);
    case 'disagrees':
      return count === 1 ? l10n.t('1 disagrees') : l10n.t('{0} disagree', shown);
    case 'unknown':
      return l10n.t('{0} not measured yet', shown);
  }
}

/** The line below the table: a sentence about the current cell, and a legend with counts. */
export class StatusLine {
  readonly element: HTMLElement;
  readonly #before = html('span');
  readonly #age = new AgeText((age) => ` ${formatAge(age)}`);
  readonly #after = html('span');
  readonly #why = button(l10n.t('Explain'), 'secondary', () => this.explain());
  readonly #counts = new Map(KEYS.map((key) => [key, html('span')] as const));
  readonly #status: HTMLElement;

  /** @param explain Explains the focused cell. */
  constructor(private readonly explain: () => void) {
    this.#status = html('p', 'status-text', this.#before, this.#age.element, this.#after);
    this.#status.ariaLive = 'polite';
    const legend = html(
      'div',
      'legend',
      ...KEYS.map((key) =>
        html('span', `sign ${key}`, html('span', `cell sample ${key}`), this.#counts.get(key) ?? ''),
      ),
    );
    this.element = html('footer', 'status-line', this.#status, this.#why, legend);
    this.tell(undefined);
  }

  /** Updates the counts. */
  count(totals: Arrangement['totals']): void {
    for (const key of KEYS) {
      const element = this.#counts.get(key);
      const count = totals[key];
      if (!element) continue;
      write(element, countText(key, count));
      element.parentElement?.classList.toggle('none', count === 0);
    }
  }

  /** Shows a sentence, or a hint how to get one. */
  tell(status: StatusText | undefined): void {
    write(this.#before, status?.before ?? l10n.t('Point at a cell or use the arrow keys.'));
    write(this.#after, status?.after ?? '');
    this.#status.classList.toggle('hint', status === undefined);
    this.#why.hidden = status?.why !== true;
    this.#age.tell(status?.measuredAt);
  }
}

function write(element: HTMLElement, text: string): void {
  say(element, text);
}
