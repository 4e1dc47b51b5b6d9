import type * as vscode from 'vscode';
import type { Disposable } from '../cluster/events';
import { fillPanel, whileVisible } from '../graph/webview';
import { parseConnection, type ConnectionRequest } from './connection';
import type { Explainer } from './explaining';
import { Inspector } from './inspector';
import { isFromExplanationPage, type FromExplanationPage, type ToExplanationPage } from './messages';
import type { ExplanationView } from './protocol';

/** One connection's explanation in an editor tab, kept up to date with the cluster while it can be seen. */
export class ExplanationPanel implements vscode.Disposable {
  readonly #inspector: Inspector;
  readonly #listeners: Disposable[];

  /** Takes over a panel, new or restored, and fills it. The panel's closing disposes of this. */
  constructor(
    readonly panel: vscode.WebviewPanel,
    extensionUri: vscode.Uri,
    readonly request: ConnectionRequest,
    private readonly explaining: Explainer,
    onDidChange: vscode.Event<unknown>,
  ) {
    this.#inspector = new Inspector({ explaining });
    this.#listeners = [
      panel.onDidDispose(() => this.dispose()),
      panel.webview.onDidReceiveMessage((message: unknown) => {
        if (isFromExplanationPage(message)) this.#receive(message);
      }),
      onDidChange(() => this.#inspector.update()),
      whileVisible(panel, () => ({ dispose: () => this.#inspector.end() })),
    ];
    fillPanel(panel, extensionUri, 'explanation');
  }

  dispose(): void {
    this.#listeners.splice(0).forEach((listener) => listener.dispose());
    this.panel.dispose();
  }

  #receive(message: FromExplanationPage): void {
    if (message.type === 'ready') this.#inspector.follow(() => this.request, (explanation) => this.#show(explanation));
    else this.#inspector.receive(message);
  }

  #show(explanation: ExplanationView | null): void {
    if (explanation) this.panel.title = explanation.title;
    const reason = this.explaining.snapshot ? 'The policy of the cluster is not known yet.' : 'No cluster is connected.';
    void this.panel.webview.postMessage((explanation ? { type: 'explanation', explanation, connection: this.request } : { type: 'nothing', reason }) satisfies ToExplanationPage);
  }
}

/** The connection that a page kept before the editor was restarted. */
export function keptConnection(state: unknown): ConnectionRequest | undefined {
  return typeof state === 'object' && state !== null && 'connection' in state ? parseConnection(state.connection) : undefined;
}
