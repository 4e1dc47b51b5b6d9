import * as l10n from '@vscode/l10n';
import { formatAge } from '../../src/base/age';
import { EDIT_CLUSTER, TRY_AGAIN, type Stale } from '../../src/features/graph/protocol/stale';
import { AgeText } from './age-text';
import { html, say } from './dom';
import { button } from './toolkit';

/** The bar above outdated content: why it is outdated, when it was last seen, and buttons that try again and edit its settings. */
export class StaleBar {
  readonly element = html('div');
  readonly #bar: HTMLElement;
  readonly #title = html('strong');
  readonly #age = new AgeText((age) => l10n.t(' Last seen {0}. ', formatAge(age)));
  readonly #detail = html('span');
  readonly #edit: HTMLElement;

  /** @param run Runs an action of the host. */
  constructor(run: (action: string) => void) {
    this.#bar = html(
      'section',
      'banner',
      html('p', '', this.#title, this.#age.element, this.#detail),
      html(
        'div',
        'actions',
        button(l10n.t('Try Again'), 'secondary', () => run(TRY_AGAIN)),
        (this.#edit = button(l10n.t('Edit Cluster…'), 'secondary', () => run(EDIT_CLUSTER))),
      ),
    );
    this.#bar.dataset['empty'] = 'stale';
    this.#bar.role = 'status';
  }

  /** @param offset The offset of this page's clock from the host's, in milliseconds. */
  show(stale: Stale | undefined, offset: number): void {
    if (!stale) this.#bar.remove();
    else if (!this.#bar.isConnected) this.element.append(this.#bar);
    this.#edit.hidden = stale?.cluster === undefined;
    say(this.#title, stale?.title ?? '');
    say(this.#detail, stale?.detail ?? '');
    this.#age.tell(stale && stale.since + offset);
  }
}
