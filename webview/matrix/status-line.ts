import { ageInWords } from '../../src/base/age';
import { AgeText } from '../shared/age-text';
import { html, say } from '../shared/dom';
import type { Arrangement } from './arrange';
import type { Sentence } from './sentences';
import { button } from '../shared/toolkit';

/** What the line says of one place. */
export interface Told extends Sentence {
  /** When what the sentence tells was measured, by this page's clock. */
  readonly measuredAt?: number | undefined;
  /** Whether it can be explained. */
  readonly why: boolean;
}

const KEYS = [
  ['allowed', 'allowed', 'allowed'],
  ['denied', 'denied', 'denied'],
  ['agrees', 'agrees with measuring', 'agree with measuring'],
  ['disagrees', 'disagrees', 'disagree'],
  ['unknown', 'not measured yet', 'not measured yet'],
] as const;

/** The line below the table: a sentence on the place that is looked at, and a legend that counts. */
export class StatusLine {
  readonly element: HTMLElement;
  readonly #before = html('span');
  readonly #age = new AgeText((age) => ` ${ageInWords(age)}`);
  readonly #after = html('span');
  readonly #why = button('Explain', 'secondary', () => this.explain());
  readonly #counts = new Map(KEYS.map(([key]) => [key, html('span')] as const));
  readonly #told: HTMLElement;

  /** @param explain what the button does: it is about the cell with the focus. */
  constructor(private readonly explain: () => void) {
    this.#told = html('p', 'told', this.#before, this.#age.element, this.#after);
    this.#told.ariaLive = 'polite';
    const legend = html(
      'div',
      'legend',
      ...KEYS.map(([key]) =>
        html('span', `sign ${key}`, html('span', `cell sample ${key}`), this.#counts.get(key) ?? ''),
      ),
    );
    this.element = html('footer', 'telling', this.#told, this.#why, legend);
    this.tell(undefined);
  }

  /** Counts what is shown. */
  count(totals: Arrangement['totals']): void {
    for (const [key, one, many] of KEYS) {
      const element = this.#counts.get(key);
      const count = totals[key];
      if (!element) continue;
      write(element, `${count.toLocaleString('en')} ${count === 1 ? one : many}`);
      element.parentElement?.classList.toggle('none', count === 0);
    }
  }

  /** Says a sentence, or how to get one. */
  tell(told: Told | undefined): void {
    write(this.#before, told?.before ?? 'Point at a cell, or walk with the arrow keys.');
    write(this.#after, told?.after ?? '');
    this.#told.classList.toggle('hint', told === undefined);
    this.#why.hidden = told?.why !== true;
    this.#age.tell(told?.measuredAt);
  }
}

function write(element: HTMLElement, text: string): void {
  say(element, text);
}
