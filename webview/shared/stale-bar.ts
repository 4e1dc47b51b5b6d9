import * as l10n from '@vscode/l10n';
import { formatSpan } from '../../src/base/age';
import type { StalePolicy } from '../../src/features/graph/protocol/stale';
import { AgeText } from './age-text';
import { html, say } from './dom';

/** The bar above the content that shows the age of the policy, and the reason. */
export class StaleBar {
  readonly element = html('div');
  readonly #bar: HTMLElement;
  readonly #title = html('strong');
  readonly #age = new AgeText((age) => l10n.t(' It is {0} old. ', formatSpan(age)));
  readonly #detail = html('span');

  constructor() {
    this.#bar = html('section', 'banner', html('p', '', this.#title, this.#age.element, this.#detail));
    this.#bar.dataset['empty'] = 'policy-stale';
    this.#bar.role = 'status';
  }

  /** @param offset The offset of this page's clock from the host's, in milliseconds. */
  show(stale: StalePolicy | undefined, offset: number): void {
    if (!stale) this.#bar.remove();
    else if (!this.#bar.isConnected) this.element.append(this.#bar);
    say(this.#title, stale?.title ?? '');
    say(this.#detail, stale?.detail ?? '');
    this.#age.tell(stale && stale.since + offset);
  }
}
