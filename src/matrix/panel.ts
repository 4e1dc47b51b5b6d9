import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { Disposable } from '../cluster/events';
import type { ConnectionRequest } from '../explainer/connection';
import { Agreements } from '../graph/agreements';
import { pageHtml } from '../graph/page';
import type { GraphSource } from '../graph/panel';
import { Command } from '../ids';
import { Feed } from './feed';
import { matrixState } from './model';
import { isToHost, type MatrixState, type Question, type ToHost } from './protocol';

/** What a person does in the matrix that goes beyond it. */
export interface MatrixActions {
  /** Asks why a connection is allowed or denied. */
  explain(connection: ConnectionRequest): void;
  /** Writes the answers to a question into a file. */
  export(question: Question | undefined): void;
}

/** The matrix in an editor tab. While it is hidden it has no page, reads no data and asks for none. */
export class MatrixPanel implements vscode.Disposable {
  readonly #feed: Feed;
  readonly #listeners: vscode.Disposable[];
  #watch: Disposable | undefined;
  #question: Question | undefined;
  #agreements = new Agreements();
  #cluster: string | undefined;

  /** Takes over a panel, new or restored, and fills it. The panel's closing disposes of this. */
  constructor(readonly panel: vscode.WebviewPanel, extensionUri: vscode.Uri, private readonly source: GraphSource, private readonly actions: MatrixActions) {
    const { webview } = panel;
    this.#feed = new Feed((message) => void webview.postMessage(message));
    this.#listeners = [
      panel.onDidDispose(() => this.dispose()),
      panel.onDidChangeViewState(() => this.#followVisibility()),
      webview.onDidReceiveMessage((message: unknown) => {
        if (isToHost(message)) this.#receive(message);
      }),
      source.onDidChange(() => this.#update()),
    ];
    const dist = vscode.Uri.joinPath(extensionUri, 'dist', 'webview');
    const media = vscode.Uri.joinPath(extensionUri, 'media');
    webview.options = { enableScripts: true, localResourceRoots: [dist] };
    panel.iconPath = { light: vscode.Uri.joinPath(media, 'star-light.svg'), dark: vscode.Uri.joinPath(media, 'star-dark.svg') };
    webview.html = pageHtml({
      script: webview.asWebviewUri(vscode.Uri.joinPath(dist, 'matrix.js')).toString(),
      style: webview.asWebviewUri(vscode.Uri.joinPath(dist, 'matrix.css')).toString(),
      cspSource: webview.cspSource,
      nonce: randomBytes(16).toString('base64url'),
    });
    this.#followVisibility();
  }

  /** What the matrix is asked about; undefined while it shows none and nobody has said. */
  get question(): Question | undefined {
    const state = this.#state();
    return state.kind === 'matrix' ? state.question : this.#question;
  }

  dispose(): void {
    this.#watch?.dispose();
    this.#feed.stop();
    this.#listeners.splice(0).forEach((listener) => void listener.dispose());
    this.panel.dispose();
  }

  #followVisibility(): void {
    if (this.panel.visible) {
      this.#watch ??= this.source.watchObservation();
    } else {
      this.#watch?.dispose();
      this.#watch = undefined;
      // The editor discards the page of a hidden tab; a new one will say that it is ready.
      this.#feed.stop();
    }
  }

  #update(): void {
    if (this.panel.visible) this.#feed.update(this.#state());
  }

  #state(): MatrixState {
    const { connection } = this.source;
    const name = connection.state === 'disconnected' ? undefined : connection.name;
    if (name !== this.#cluster) this.#agreements = new Agreements();
    this.#cluster = name;
    return matrixState(connection, this.#question, this.#agreements);
  }

  #receive(message: ToHost): void {
    switch (message.type) {
      case 'ready':
        this.#question = message.question ?? undefined;
        this.#feed.start(this.#state());
        break;
      case 'ask':
        this.#question = message.question;
        this.#update();
        break;
      case 'explain': {
        const [from, to, asked] = [this.#feed.shown(message.from), this.#feed.shown(message.to), this.question];
        if (from && to && asked) this.actions.explain({ from: from.id, to: to.id, protocol: asked.protocol, ...(asked.protocol !== 'icmp' && { port: asked.port }) });
        break;
      }
      case 'export':
        this.actions.export(this.question);
        break;
      case 'run': {
        const action = this.#feed.offered(message.action);
        if (action) void vscode.commands.executeCommand(Command[action.command]);
      }
    }
  }
}
