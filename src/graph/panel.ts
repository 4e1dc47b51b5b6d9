import * as vscode from 'vscode';
import type { Disposable } from '../cluster/events';
import type { ConnectionRequest } from '../explainer/connection';
import type { Explaining } from '../explainer/explaining';
import { Inspector } from '../explainer/inspector';
import { View } from '../ids';
import { Feed } from './feed';
import type { GraphConnection } from './model';
import type { Asked } from './pair';
import { PanelTime, type TimeSource } from './recording/panel-time';
import { isToHost, type Defaults, type GraphAction, type Kept, type ToPage } from './protocol';
import { fillPanel, whileVisible } from './webview';

/** The cluster as the pages see it, and the tap that they open while somebody looks. */
export interface GraphSource {
  readonly connection: GraphConnection;
  /** Fires whenever {@link connection} may have changed. */
  readonly onDidChange: vscode.Event<unknown>;
  /** Keeps the collector being asked for as long as the disposable lives. */
  watchObservation(): Disposable;
}

/** What the panel shows, with all that is drawn upon the cluster. */
export interface GraphHost extends Omit<GraphSource, 'connection'>, TimeSource {
  /** How a page begins that nothing was kept of. */
  readonly defaults: Defaults;
  /** What is kept of the cluster's graph. */
  kept: Kept;
  readonly explaining: Explaining;
  /** The connection that two nodes stand for; undefined when nobody knows. */
  connectionOf(asked: Asked): ConnectionRequest | undefined;
  /** Does what a button of the page says. */
  run(action: GraphAction): void;
  /** Shows what a node is about: its rules, or its app. */
  open(node: string): void;
  /** The address of the recording that it is about, where that is no cluster. */
  readonly address?: string;
  /** Records what changes as long as the disposable lives. */
  record(): Disposable;
  /** Writes what has been recorded into a file. */
  exportRecording(): void;
}

/** One graph in an editor tab. While it is hidden it has no page, reads no data and asks for none. */
export class GraphPanel implements vscode.Disposable {
  readonly #feed: Feed;
  readonly #time: PanelTime;
  readonly #inspector: Inspector;
  readonly #listeners: Disposable[];

  /** Takes over a panel, new or restored, and fills it. The panel's closing disposes of this. */
  constructor(readonly panel: vscode.WebviewPanel, extensionUri: vscode.Uri, private readonly source: GraphHost) {
    this.#feed = new Feed((message) => this.#send(message), () => ({ defaults: source.defaults, kept: source.kept, ...(source.address !== undefined && { recording: source.address }) }));
    this.#time = new PanelTime(this.#feed, source, (message) => this.#send(message));
    this.#inspector = new Inspector(source.explaining);
    this.#listeners = [
      panel.onDidDispose(() => this.dispose()),
      panel.webview.onDidReceiveMessage((message: unknown) => this.#receive(message)),
      source.onDidChange(() => {
        if (!panel.visible) return;
        this.#time.update();
        this.#inspector.update();
      }),
      whileVisible(panel, () => {
        const uses = [source.watchObservation(), source.record()];
        return {
          dispose: () => {
            uses.forEach((use) => use.dispose());
            this.#feed.stop();
            this.#time.stop();
            this.#inspector.end();
          },
        };
      }),
    ];
    fillPanel(panel, extensionUri, 'graph');
  }

  dispose(): void {
    this.#listeners.splice(0).forEach((listener) => listener.dispose());
    this.panel.dispose();
  }

  #send(message: ToPage): void {
    void this.panel.webview.postMessage(message);
  }

  #receive(message: unknown): void {
    if (!isToHost(message)) return;
    switch (message.type) {
      case 'ready':
        this.#time.start();
        break;
      case 'timeline':
      case 'look':
        this.#time.receive(message);
        break;
      case 'exportRecording':
        this.source.exportRecording();
        break;
      case 'run': {
        const action = this.#feed.offered(message.action);
        if (action) this.source.run(action);
        break;
      }
      case 'keep':
        this.source.kept = message.kept;
        break;
      case 'open':
        this.source.open(message.node);
        break;
      case 'explain': {
        const { type: _, ...asked } = message;
        this.#inspector.follow(() => this.source.connectionOf(asked), (explanation) => this.#send({ type: 'explanation', ...asked, explanation }));
        this.#inspector.pointAtRule();
        break;
      }
      case 'endExplanation':
        this.#inspector.end();
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
