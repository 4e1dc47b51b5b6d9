import * as l10n from '@vscode/l10n';
import type * as vscode from 'vscode';
import { Disposables } from '../../../base/disposables';
import type { Disposable } from '../../../base/emitter';
import type { KnownClusters } from '../../demo';
import { type ConnectionRequest, type Explainer, Inspector } from '../../explanation';
import { entitle } from '../../../app/text/window';
import type { Exportable } from '../export/exporter';
import { PageAnswers } from '../export/page-answers';
import { StatePublisher } from './state-publisher';
import type { GraphConnection } from '../state/model';
import type { NodePair } from '../state/pair';
import { PanelTime, type TimeSource } from '../recording/panel-time';
import type { Recording } from '../recording/recording';
import {
  isToHost,
  type PageCommand,
  type Defaults,
  type SavedLayout,
  type PanelOf,
  type ToPage,
} from '../protocol/messages';
import type { GraphNode } from '../protocol/elements';
import type { MenuAction } from '../protocol/menu';
import type { Content, EmptyState, GraphAction, GraphState } from '../protocol/state';
import type { StarPointer } from '../state/pointer';
import { PanelView } from './panel-view';
import { panelTitle } from './title';
import { fillPanel, whileVisible } from '../../../webviews/webview';

/** The graph's view of the cluster, which is polled while a tab shows the graph, also in the background. */
export interface GraphSource {
  readonly connection: GraphConnection;
  /** Fires whenever {@link connection} may have changed. */
  readonly onDidChange: vscode.Event<unknown>;
  /** Polls the collector until the disposable is disposed. */
  watchObservation(): Disposable;
}

/** What a panel shows, and what its page can do. */
export interface PanelGraph extends TimeSource {
  /** Defaults for a page without saved state. */
  readonly defaults: Defaults;
  savedLayout: SavedLayout;
  readonly explaining: Explainer;
  /** Returns the present with some groups of workloads expanded. */
  presentWith(expanded: ReadonlySet<string>): GraphState | undefined;
  /** Returns the stars that a pointer means, and the groups around the first. */
  find(pointer: StarPointer): { readonly nodes: readonly string[]; readonly around: readonly string[] };
  /** Returns the connection between two nodes; undefined if it is unknown. */
  connectionOf(asked: NodePair, expanded?: ReadonlySet<string>): ConnectionRequest | undefined;
  /** Chooses what the cluster's graphs show. */
  choose(content: Content): void;
  /** Runs a button's action. */
  run(action: GraphAction): void;
  /** Opens what a node represents: its rules or its app. */
  open(node: string, expanded?: ReadonlySet<string>): void;
  /** The URI of the displayed recording. Absent for a cluster. */
  readonly address?: string;
  /** Exports the recording to a file. */
  exportRecording(): void;
}

/** Provides a panel's graph, which may be replaced while the panel is open. */
export interface GraphHost extends Omit<GraphSource, 'connection'> {
  /** The name of the cluster; undefined if there is none. */
  readonly cluster: string | undefined;
  readonly graph: PanelGraph;
  /** Records changes until the disposable is disposed. */
  record(): Disposable;
}

/** Tells when titles have to name their cluster. */
export type ClusterNaming = Pick<KnownClusters, 'hasOthersThan' | 'onDidChange'>;

/**
 * A graph in an editor tab. While the tab is in the background it has no page, and only records: the next page gets the
 * history from here.
 */
export class GraphPanel implements vscode.Disposable {
  readonly #publisher: StatePublisher;
  readonly #view: PanelView;
  readonly #time: PanelTime;
  readonly #inspector: Inspector;
  readonly #answers = new PageAnswers((question) => this.#send(question));
  readonly #listeners: Disposables;
  #query = '';
  /** Stars to show once the page shows a graph. */
  #pointing: { readonly at: StarPointer; readonly missed: (reason: string) => void } | undefined;

  /**
   * Fills a new or restored panel. Disposed when the panel is closed.
   * @param of The panel's cluster, which its page saves. Left out for recordings.
   */
  constructor(
    readonly panel: vscode.WebviewPanel,
    extensionUri: vscode.Uri,
    private readonly host: GraphHost,
    private readonly naming: ClusterNaming,
    readonly of?: PanelOf,
  ) {
    this.#view = new PanelView(() => host.graph);
    this.#publisher = new StatePublisher(
      (message) => this.#send(message),
      () => ({
        defaults: host.graph.defaults,
        savedLayout: host.graph.savedLayout,
        panel: of ?? { cluster: null },
        timeRequest: this.#time.timeRequest,
        ...(host.graph.address !== undefined && { recording: host.graph.address }),
      }),
    );
    this.#time = new PanelTime(
      this.#publisher,
      () => this.#view,
      (message) => this.#send(message),
    );
    this.#inspector = new Inspector(() => host.graph.explaining);
    this.#listeners = new Disposables([
      panel.onDidDispose(() => this.dispose()),
      panel.webview.onDidReceiveMessage((message: unknown) => this.#receive(message)),
      host.onDidChange(() => {
        this.#entitle();
        if (!panel.visible) return;
        this.#time.update();
        this.#point();
        this.#inspector.update();
      }),
      naming.onDidChange(() => this.#entitle()),
      // A tab in the background has no page, but its recording goes on.
      host.watchObservation(),
      host.record(),
      whileVisible(panel, () => ({
        dispose: () => {
          this.#publisher.stop();
          this.#time.stop();
          this.#inspector.end();
          this.#answers.end();
        },
      })),
    ]);
    fillPanel(panel, extensionUri, 'graph');
    this.#entitle();
  }

  /** The name of the displayed cluster; undefined if there is none. */
  get cluster(): string | undefined {
    return this.host.cluster;
  }

  /** Whether it shows a cluster, or none and can follow it. */
  isOf(cluster: string | undefined): boolean {
    return this.cluster === undefined || this.cluster === cluster;
  }

  /** The recording of the displayed cluster, if any. */
  get recording(): Recording | undefined {
    return this.host.graph.recording;
  }

  /** Runs a command in the page. */
  runInPage(command: PageCommand): void {
    this.#send({ type: 'command', command });
  }

  /** Selects the stars of a pointer. @param missed Called with the reason if the graph has none of them. */
  pointAt(at: StarPointer, missed: (reason: string) => void): void {
    this.#pointing = { at, missed };
    this.#point();
  }

  /** Lets the page do what an item of a context menu says. */
  runMenu(message: MenuAction): void {
    this.#send(message);
  }

  /** Returns a displayed star. */
  starNamed(id: string): GraphNode | undefined {
    const { shown } = this.#publisher;
    return shown?.kind === 'graph' ? shown.nodes.find((node) => node.id === id) : undefined;
  }

  /** Opens what a star represents. */
  openStar(id: string): void {
    this.#view.open(id);
  }

  /** Returns the connection between two stars. */
  connectionOf(pair: NodePair): ConnectionRequest | undefined {
    return this.#view.connectionOf(pair);
  }

  /** The displayed graph for exports, or undefined. */
  get exportable(): Exportable | undefined {
    const {
      cluster,
      graph: { present },
    } = this.host;
    // The past may be shown. A hidden panel will show the present.
    const graph = this.#publisher.shown ?? present;
    return graph?.kind === 'graph' && cluster !== undefined
      ? { graph, cluster, ask: (as) => this.#answers.ask(as, cluster) }
      : undefined;
  }

  dispose(): void {
    this.#listeners.dispose();
    this.panel.dispose();
  }

  #send(message: ToPage): void {
    void this.panel.webview.postMessage(message);
  }

  #point(): void {
    const state = this.#publisher.shown;
    if (!this.#pointing || !state || (state.kind === 'empty' && isPassing(state))) return;
    const { at, missed } = this.#pointing;
    this.#pointing = undefined;
    // An empty page says itself why there are no stars.
    if (state.kind === 'empty') return;
    const { nodes, expanded } = this.#view.find(at);
    const [node, ...more] = nodes;
    if (expanded.length > 0) this.#time.update();
    if (node === undefined)
      missed(l10n.t('{0} has no star in the graph, because the collector doesn’t know it.', at.name));
    else
      this.#send({
        type: 'pointAt',
        ...(more.length === 0 ? { node } : { filter: at.filter }),
        ...(expanded.length > 0 && { expanded: [...expanded] }),
      });
  }

  /** Updates the panel's title. */
  #entitle(): void {
    const {
      naming,
      host: {
        cluster,
        graph: { file },
      },
    } = this;
    const named = file !== undefined || (cluster !== undefined && naming.hasOthersThan(cluster));
    entitle(this.panel, panelTitle(file ?? cluster, this.#query, named));
  }

  #receive(message: unknown): void {
    if (!isToHost(message)) return;
    switch (message.type) {
      case 'ready':
        this.#view.expand(message.expanded ?? []);
        this.#time.start();
        this.#answers.begin();
        this.#point();
        break;
      case 'expand':
        this.#view.expand(message.expanded);
        this.#time.update();
        break;
      case 'timeline':
      case 'showTime':
        this.#time.receive(message);
        break;
      case 'content':
        this.host.graph.choose(message.content);
        break;
      case 'exportRecording':
        this.host.graph.exportRecording();
        break;
      case 'run': {
        const action = this.#publisher.offered(message.action);
        if (action) this.host.graph.run(action);
        break;
      }
      case 'saveLayout':
        this.host.graph.savedLayout = message.savedLayout;
        break;
      case 'open':
        this.#view.open(message.node);
        break;
      case 'explain': {
        const { type: _, ...asked } = message;
        this.#inspector.follow(
          () => this.#view.connectionOf(asked),
          (explanation) => this.#send({ type: 'explanation', ...asked, explanation }),
        );
        this.#inspector.pointAtRule();
        break;
      }
      case 'endExplanation':
        this.#inspector.end();
        break;
      case 'filter':
        this.#query = message.query;
        this.#entitle();
        break;
      case 'exported':
      case 'notExported':
        this.#answers.receive(message);
        break;
      default:
        this.#inspector.receive(message);
    }
  }
}

/** Whether a graph may follow without anyone's doing. */
function isPassing({ reason }: EmptyState): boolean {
  return reason === 'connecting' || reason === 'asking' || reason === 'deploying';
}
