import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { Disposables } from '../../base/disposables';
import type { KnownClusters } from '../demo';
import type { ConnectionRequest } from '../explanation';
import { MeasurementHistory, type GraphSource } from '../graph';
import { fillPanel, whileVisible } from '../../webviews/webview';
import { Command } from '../../app/ids';
import { entitle } from '../../app/text/window';
import { MatrixPublisher } from './matrix-publisher';
import { matrixState, notConnected } from './model';
import { isToHost, type MatrixState, type PanelCluster, type Party, type Question, type ToHost } from './protocol';

/** Actions of the matrix that lead out of it. */
export interface MatrixActions {
  /** Explains why a connection is allowed or denied. */
  explain(connection: ConnectionRequest): void;
  /** Returns the connected cluster. */
  connected(): PanelCluster | undefined;
  /** Tells when the tab has to name its cluster. */
  readonly naming: Pick<KnownClusters, 'hasOthersThan' | 'onDidChange'>;
  /** Exports the answers to a question. */
  export(question: Question | undefined): void;
}

/** The matrix in an editor tab. While it is hidden it has no page and requests no data. */
export class MatrixPanel implements vscode.Disposable {
  readonly #publisher: MatrixPublisher;
  readonly #listeners: Disposables;
  #question: Question | undefined;
  #measurementHistory = new MeasurementHistory();
  #measured: string | undefined;

  /**
   * Fills a new or restored panel. Disposed when the panel is closed.
   * @param of The panel's cluster, with which it stays. If unknown, the one that is connected next.
   */
  constructor(
    readonly panel: vscode.WebviewPanel,
    extensionUri: vscode.Uri,
    private readonly source: GraphSource,
    private readonly actions: MatrixActions,
    private of: PanelCluster | undefined,
  ) {
    this.#publisher = new MatrixPublisher(
      (message) => void panel.webview.postMessage(message),
      () => this.of,
    );
    this.#listeners = new Disposables([
      panel.onDidDispose(() => this.dispose()),
      panel.webview.onDidReceiveMessage((message: unknown) => {
        if (isToHost(message)) this.#receive(message);
      }),
      source.onDidChange(() => this.#update()),
      actions.naming.onDidChange(() => this.#entitle()),
      whileVisible(panel, () => {
        const watch = source.watchObservation();
        return {
          dispose: () => {
            watch.dispose();
            this.#publisher.stop();
          },
        };
      }),
    ]);
    fillPanel(panel, extensionUri, 'matrix');
  }

  /** The panel's cluster; undefined before one was connected. */
  get cluster(): PanelCluster | undefined {
    return this.of;
  }

  /** The displayed question; undefined if there is no matrix and none was asked. */
  get question(): Question | undefined {
    const state = this.#state();
    return state.kind === 'matrix' ? state.question : this.#question;
  }

  /** Explains the displayed question for two shown parties. */
  explain(ends: { readonly from: string; readonly to: string }): void {
    const [from, to, asked] = [this.#publisher.shown(ends.from), this.#publisher.shown(ends.to), this.question];
    if (from && to && asked)
      this.actions.explain({
        from: from.id,
        to: to.id,
        protocol: asked.protocol,
        ...(asked.protocol !== 'icmp' && { port: asked.port }),
      });
  }

  /** Returns a shown party. */
  partyNamed(id: string): Party | undefined {
    return this.#publisher.shown(id);
  }

  dispose(): void {
    this.#listeners.dispose();
    this.panel.dispose();
  }

  #update(): void {
    if (this.panel.visible) this.#publisher.update(this.#state());
  }

  #state(): MatrixState {
    const { connection } = this.source;
    const connected = this.actions.connected();
    this.of ??= connected;
    this.#entitle();
    if (this.of && connected?.id !== this.of.id) return notConnected(this.of.name);
    if (connected?.id !== this.#measured) this.#measurementHistory = new MeasurementHistory();
    this.#measured = connected?.id;
    return matrixState(connection, this.#question, this.#measurementHistory);
  }

  /** The tab names the cluster if it could be another. */
  #entitle(): void {
    const title = l10n.t('Reachability Matrix');
    const named = this.of && this.actions.naming.hasOthersThan(this.of.name);
    entitle(this.panel, this.of && named ? l10n.t('{0} of {1}', title, this.of.name) : title);
  }

  #receive(message: ToHost): void {
    switch (message.type) {
      case 'ready':
        this.#question = message.question ?? undefined;
        this.#publisher.start(this.#state());
        break;
      case 'ask':
        this.#question = message.question;
        this.#update();
        break;
      case 'explain':
        this.explain(message);
        break;
      case 'export':
        this.actions.export(this.question);
        break;
      case 'run': {
        const action = this.#publisher.offered(message.action);
        if (action)
          void vscode.commands.executeCommand(
            Command[action.command],
            ...(action.cluster === undefined ? [] : [action.cluster]),
          );
      }
    }
  }
}
