import { spanInWords } from '../src/base/age';
import type { StalePolicy } from '../src/graph/protocol/stale';
import { AgeText } from './age-text';
import { html, say } from './graph/svg';

/** The line above what is shown that says how old the policy is, and why. */
export class StaleBar {
  readonly element: HTMLElement;
  readonly #title = html('strong');
  readonly #age = new AgeText((age) => ` What is shown of it is ${spanInWords(age)} old. `);
  readonly #detail = html('span');

  constructor() {
    this.element = html('section', 'banner', html('p', '', this.#title, this.#age.element, this.#detail));
    this.element.dataset['empty'] = 'policy-stale';
    this.element.role = 'status';
    this.show(undefined, 0);
  }

  /** @param offset of this page's clock against the host's, in milliseconds. */
  show(stale: StalePolicy | undefined, offset: number): void {
    this.element.hidden = stale === undefined;
    say(this.#title, stale?.title ?? '');
    say(this.#detail, stale?.detail ?? '');
    this.#age.tell(stale && stale.since + offset);
  }
}
