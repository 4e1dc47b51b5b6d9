import * as vscode from 'vscode';
import type { Disposable } from '../cluster/events';
import type { Session } from '../cluster/session';
import { Command } from '../ids';
import type { Preview, Previews } from './previews';
import { effectInLines, effectInNumbers } from './words';

/** As many changes of either kind as the tooltip lists. */
const LISTED = 10;

/** What the preview that counts would open and close, in the status bar; its click shows the graph. */
export class PreviewStatus implements Disposable {
  readonly #item = vscode.window.createStatusBarItem('calicoStars.preview', vscode.StatusBarAlignment.Left, -1);
  readonly #subscription: Disposable;

  constructor(previews: Previews, session: Pick<Session, 'snapshot'>) {
    this.#item.name = 'Calico Stars Preview';
    this.#item.command = Command.showGraph;
    this.#subscription = previews.onDidChange((preview) => this.#show(preview, session));
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#item.dispose();
  }

  #show(preview: Preview | undefined, { snapshot }: Pick<Session, 'snapshot'>): void {
    if (!preview || !snapshot) {
      this.#item.hide();
      return;
    }
    const { draft, effect } = preview;
    const { opens, closes, caveat } = effectInLines(effect, snapshot, LISTED);
    this.#item.text = `$(eye) ${effectInNumbers(effect)}`;
    this.#item.tooltip = [`Preview: ${draft.title}`, ...opens.map((line) => `opens ${line}`), ...closes.map((line) => `closes ${line}`), ...(caveat === '' ? [] : [caveat]), 'Click to see it in the graph.'].join('\n');
    this.#item.show();
  }
}
