import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { Command, View } from '../ids';
import { Feed } from './feed';
import { graphState, type GraphConnection } from './model';
import { pageHtml } from './page';
import { isToHost, type GraphAction } from './protocol';

/** What the panel shows, and the tap that it opens while somebody looks. */
export interface GraphSource {
  readonly connection: GraphConnection;
  /** Fires whenever {@link connection} may have changed. */
  readonly onDidChange: vscode.Event<unknown>;
  /** Keeps the collector being asked for as long as the disposable lives. */
  watchObservation(): vscode.Disposable;
}

/** The argument of the `addRule` command when the graph runs it. */
export interface GraphRuleArgument {
  /** The profile's stored name. */
  readonly profile: string;
  readonly direction: 'inbound';
  /** In calicoctl's words. */
  readonly text: string;
}

/** One graph in an editor tab. While it is hidden it has no page, reads no data and asks for none. */
export class GraphPanel implements vscode.Disposable {
  readonly #feed: Feed;
  readonly #listeners: vscode.Disposable[];
  #watch: vscode.Disposable | undefined;

  /** Takes over a panel, new or restored, and fills it. The panel's closing disposes of this. */
  constructor(readonly panel: vscode.WebviewPanel, extensionUri: vscode.Uri, private readonly source: GraphSource) {
    const { webview } = panel;
    this.#feed = new Feed((message) => void webview.postMessage(message));
    this.#listeners = [
      panel.onDidDispose(() => this.dispose()),
      panel.onDidChangeViewState(() => this.#followVisibility()),
      webview.onDidReceiveMessage((message: unknown) => this.#receive(message)),
      source.onDidChange(() => {
        if (panel.visible) this.#feed.update(graphState(source.connection));
      }),
    ];
    const dist = vscode.Uri.joinPath(extensionUri, 'dist', 'webview');
    const media = vscode.Uri.joinPath(extensionUri, 'media');
    webview.options = { enableScripts: true, localResourceRoots: [dist, media] };
    panel.iconPath = { light: vscode.Uri.joinPath(media, 'star-light.svg'), dark: vscode.Uri.joinPath(media, 'star-dark.svg') };
    webview.html = pageHtml({
      script: webview.asWebviewUri(vscode.Uri.joinPath(dist, 'graph.js')).toString(),
      style: webview.asWebviewUri(vscode.Uri.joinPath(dist, 'graph.css')).toString(),
      cspSource: webview.cspSource,
      nonce: randomBytes(16).toString('base64url'),
    });
    this.#followVisibility();
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

  #receive(message: unknown): void {
    if (!isToHost(message)) return;
    switch (message.type) {
      case 'ready':
        this.#feed.start(graphState(this.source.connection));
        break;
      case 'run': {
        const action = this.#feed.offered(message.action);
        if (action) void vscode.commands.executeCommand(Command[action.command], ...argumentsOf(action));
      }
    }
  }
}

/** Opens the graph, one panel for the window, and brings it back after a restart of the editor. */
export class GraphPanels implements vscode.WebviewPanelSerializer, vscode.Disposable {
  #open: GraphPanel | undefined;
  readonly #serializer = vscode.window.registerWebviewPanelSerializer(View.graph, this);

  constructor(private readonly extensionUri: vscode.Uri, private readonly source: GraphSource) {}

  /** Reveals the graph, or opens it in the column given, the active one by default. */
  show(column: vscode.ViewColumn = vscode.ViewColumn.Active): void {
    if (this.#open) this.#open.panel.reveal();
    else this.#adopt(vscode.window.createWebviewPanel(View.graph, 'Calico Stars', column));
  }

  deserializeWebviewPanel(panel: vscode.WebviewPanel): Promise<void> {
    // What the page remembers it reads by itself.
    if (this.#open) panel.dispose();
    else this.#adopt(panel);
    return Promise.resolve();
  }

  dispose(): void {
    this.#serializer.dispose();
    this.#open?.dispose();
  }

  #adopt(panel: vscode.WebviewPanel): void {
    const graph = new GraphPanel(panel, this.extensionUri, this.source);
    this.#open = graph;
    panel.onDidDispose(() => {
      if (this.#open === graph) this.#open = undefined;
    });
  }
}

function argumentsOf({ rule, app }: GraphAction): readonly (GraphRuleArgument | string)[] {
  if (rule) return [{ ...rule, direction: 'inbound' }];
  return app === undefined ? [] : [app];
}
