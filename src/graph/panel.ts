import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { Disposable } from '../cluster/events';
import { Command, View } from '../ids';
import { Feed } from './feed';
import type { Inspector } from './inspector';
import type { GraphConnection } from './model';
import { pageHtml } from './page';
import { isToHost, type Defaults, type GraphAction, type GraphState, type Kept, type ToPage } from './protocol';

/** The cluster as the pages see it, and the tap that they open while somebody looks. */
export interface GraphSource {
  readonly connection: GraphConnection;
  /** Fires whenever {@link connection} may have changed. */
  readonly onDidChange: vscode.Event<unknown>;
  /** Keeps the collector being asked for as long as the disposable lives. */
  watchObservation(): Disposable;
}

/** What the panel shows, with all that is drawn upon the cluster. */
export interface GraphHost extends Omit<GraphSource, 'connection'> {
  readonly state: GraphState;
  /** How a page begins that nothing was kept of. */
  readonly defaults: Defaults;
  /** What is kept of the cluster's graph. */
  kept: Kept;
  /** What explains a pair of nodes, for one page. */
  inspector(send: (message: ToPage) => void): Inspector;
  /** Shows what a node is about: its rules, or its app. */
  open(node: string): void;
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
  readonly #inspector: Inspector;
  readonly #listeners: vscode.Disposable[];
  #watch: Disposable | undefined;

  /** Takes over a panel, new or restored, and fills it. The panel's closing disposes of this. */
  constructor(readonly panel: vscode.WebviewPanel, extensionUri: vscode.Uri, private readonly source: GraphHost) {
    const { webview } = panel;
    const send = (message: ToPage) => void webview.postMessage(message);
    this.#feed = new Feed(send, () => ({ defaults: source.defaults, kept: source.kept }));
    this.#inspector = source.inspector(send);
    this.#listeners = [
      panel.onDidDispose(() => this.dispose()),
      panel.onDidChangeViewState(() => this.#followVisibility()),
      webview.onDidReceiveMessage((message: unknown) => this.#receive(message)),
      source.onDidChange(() => {
        if (!panel.visible) return;
        this.#feed.update(source.state);
        this.#inspector.update();
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
    this.#inspector.end();
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
      this.#inspector.end();
    }
  }

  #receive(message: unknown): void {
    if (!isToHost(message)) return;
    switch (message.type) {
      case 'ready':
        this.#feed.start(this.source.state);
        break;
      case 'run': {
        const action = this.#feed.offered(message.action);
        if (action) void vscode.commands.executeCommand(Command[action.command], ...argumentsOf(action));
        break;
      }
      case 'keep':
        this.source.kept = message.kept;
        break;
      case 'open':
        this.source.open(message.node);
        break;
      default:
        this.#inspector.receive(message);
    }
  }
}

/** Opens the graph, one panel for the window. */
export class GraphPanels implements vscode.Disposable {
  #open: GraphPanel | undefined;

  constructor(private readonly extensionUri: vscode.Uri, private readonly source: GraphHost) {}

  /** Reveals the graph, or opens it in the column given, the active one by default. */
  show(column: vscode.ViewColumn = vscode.ViewColumn.Active): void {
    if (this.#open) this.#open.panel.reveal();
    else this.#adopt(vscode.window.createWebviewPanel(View.graph, 'Calico Stars', column));
  }

  /** Fills a panel that the editor brought back after a restart. What the page remembers it reads by itself. */
  restore(panel: vscode.WebviewPanel): void {
    if (this.#open) panel.dispose();
    else this.#adopt(panel);
  }

  dispose(): void {
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
