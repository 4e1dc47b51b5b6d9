import * as l10n from '@vscode/l10n';
import type { Disposable } from '../../base/emitter';
import { Command } from '../../app/ids';
import { icons } from '../../base/text/markup';
import { StatusItem } from '../../app/text/window';
import type { Preview, Previews } from '../../app/preview/previews';
import { effectLines, effectCounts } from './effect-text';

/** Maximum number of changes of each kind in the tooltip. */
const LISTED = 10;

/** The effect of the current preview in the status bar. Clicking it shows the graph. */
export class PreviewStatus implements Disposable {
  readonly #item = new StatusItem('calicoStars.preview', -1, l10n.t('Calico Stars Preview'), Command.showGraph);
  readonly #subscription: Disposable;

  constructor(previews: Previews) {
    this.#subscription = previews.onDidChange((preview) => this.#show(preview));
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#item.dispose();
  }

  #show(preview: Preview | undefined): void {
    const snapshot = preview?.session.snapshot;
    if (!preview || !snapshot) {
      this.#item.hide();
      return;
    }
    const { draft, effect } = preview;
    const { opens, closes, caveat } = effectLines(effect, snapshot, LISTED);
    this.#item.show(icons`$(eye) ${effectCounts(effect)}`, [
      l10n.t('Preview: {0}', draft.title),
      ...opens.map((line) => l10n.t('opens {0}', line)),
      ...closes.map((line) => l10n.t('closes {0}', line)),
      ...(caveat === '' ? [] : [caveat]),
      l10n.t('Click to show it in the graph.'),
    ]);
  }
}
