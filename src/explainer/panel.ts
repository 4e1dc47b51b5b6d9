import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { pageHtml } from '../graph/page';
import { parseConnection, type ConnectionRequest } from './connection';
import { explainConnection, type Explained } from './explain';
import type { Explaining } from './explaining';
import { isFromExplanationPage, type FromExplanationPage, type ToExplanationPage } from './messages';

/** One connection's explanation in an editor tab, kept up to date with the cluster while it can be seen. */
export class ExplanationPanel implements vscode.Disposable {
  readonly #listeners: vscode.Disposable[];
  #explained: Explained | undefined;
  #sent: string | undefined;
  #ready = false;

  /** Takes over a panel, new or restored, and fills it. The panel's closing disposes of this. */
  constructor(
    readonly panel: vscode.WebviewPanel,
    extensionUri: vscode.Uri,
    readonly request: ConnectionRequest,
    private readonly explaining: Explaining,
    onDidChange: vscode.Event<unknown>,
  ) {
    const { webview } = panel;
    const dist = vscode.Uri.joinPath(extensionUri, 'dist', 'webview');
    const media = vscode.Uri.joinPath(extensionUri, 'media');
    this.#listeners = [
      panel.onDidDispose(() => this.dispose()),
      panel.onDidChangeViewState(() => {
        // The editor discards the page of a hidden tab; a new one will say that it is ready.
        if (panel.visible) return;
        this.#ready = false;
        explaining.stopTrying(this);
      }),
      webview.onDidReceiveMessage((message: unknown) => {
        if (isFromExplanationPage(message)) this.#receive(message);
      }),
      onDidChange(() => this.update()),
    ];
    webview.options = { enableScripts: true, localResourceRoots: [dist, media] };
    panel.iconPath = { light: vscode.Uri.joinPath(media, 'star-light.svg'), dark: vscode.Uri.joinPath(media, 'star-dark.svg') };
    webview.html = pageHtml({
      script: webview.asWebviewUri(vscode.Uri.joinPath(dist, 'explanation.js')).toString(),
      style: webview.asWebviewUri(vscode.Uri.joinPath(dist, 'explanation.css')).toString(),
      cspSource: webview.cspSource,
      nonce: randomBytes(16).toString('base64url'),
    });
  }

  /** Sends the explanation again if it has become another one. */
  update(): void {
    if (!this.#ready) return;
    const { snapshot } = this.explaining;
    this.#explained = snapshot && explainConnection(this.request, snapshot);
    if (this.#explained) this.panel.title = this.#explained.view.title;
    this.#send(this.#explained ? { type: 'explanation', explanation: this.#explained.view, connection: this.request } : { type: 'nothing', reason: snapshot ? 'The policy of the cluster is not known yet.' : 'No cluster is connected.' });
  }

  dispose(): void {
    this.explaining.stopTrying(this);
    this.#listeners.splice(0).forEach((listener) => void listener.dispose());
    this.panel.dispose();
  }

  #receive(message: FromExplanationPage): void {
    switch (message.type) {
      case 'ready':
        this.#ready = true;
        this.#sent = undefined;
        this.update();
        break;
      case 'reveal':
        this.explaining.reveal(message.place);
        break;
      case 'try':
        this.explaining.tryOut(this, this.#explained, message.change);
        break;
      case 'apply':
        this.explaining.apply(this, this.#explained, message.change);
    }
  }

  #send(message: ToExplanationPage): void {
    const text = JSON.stringify(message);
    if (text === this.#sent) return;
    this.#sent = text;
    // What was being looked at is replaced, and cannot say any more that nobody looks.
    this.explaining.stopTrying(this);
    void this.panel.webview.postMessage(message);
  }
}

/** The connection that a page kept before the editor was restarted. */
export function keptConnection(state: unknown): ConnectionRequest | undefined {
  return typeof state === 'object' && state !== null && 'connection' in state ? parseConnection(state.connection) : undefined;
}
