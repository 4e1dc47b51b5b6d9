import * as vscode from 'vscode';
import { Disposables } from '../../base/disposables';
import type { ConnectionRequest } from '../explanation';
import { MeasurementHistory, type GraphSource } from '../graph';
import { fillPanel, whileVisible } from '../../webviews/webview';
import { Command } from '../../app/ids';
import { MatrixPublisher } from './matrix-publisher';
import { matrixState } from './model';
import { isToHost, type MatrixState, type Question, type ToHost } from './protocol';

/** Actions of the matrix that lead out of it. */
export interface MatrixActions {
  /** Explains why a connection is allowed or denied. */
  explain(connection: ConnectionRequest): void;
  /** Exports the answers to a question. */
  export(question: Question | undefined): void;
}

/** The matrix in an editor tab. While it is hidden it has no page and requests no data. */
export class MatrixPanel implements vscode.Disposable {
  readonly #publisher: MatrixPublisher;
  readonly #listeners: Disposables;
  #question: Question | undefined;
  #measurementHistory = new MeasurementHistory();
  #cluster: string | undefined;

  /** Fills a new or restored panel. Disposed when the panel is closed. */
  constructor(
    readonly panel: vscode.WebviewPanel,
    extensionUri: vscode.Uri,
    private readonly source: GraphSource,
    private readonly actions: MatrixActions,
  ) {
    this.#publisher = new MatrixPublisher((message) => void panel.webview.postMessage(message));
    this.#listeners = new Disposables([
      panel.onDidDispose(() => this.dispose()),
      panel.webview.onDidReceiveMessage((message: unknown) => {
        if (isToHost(message)) this.#receive(message);
      }),
      source.onDidChange(() => this.#update()),
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

  /** The displayed question; undefined if there is no matrix and none was asked. */
  get question(): Question | undefined {
    const state = this.#state();
    return state.kind === 'matrix' ? state.question : this.#question;
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
    const name = connection.state === 'disconnected' ? undefined : connection.name;
    if (name !== this.#cluster) this.#measurementHistory = new MeasurementHistory();
    this.#cluster = name;
    return matrixState(connection, this.#question, this.#measurementHistory);
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
      case 'explain': {
        const [from, to, asked] = [
          this.#publisher.shown(message.from),
          this.#publisher.shown(message.to),
          this.question,
        ];
        if (from && to && asked)
          this.actions.explain({
            from: from.id,
            to: to.id,
            protocol: asked.protocol,
            ...(asked.protocol !== 'icmp' && { port: asked.port }),
          });
        break;
      }
      case 'export':
        this.actions.export(this.question);
        break;
      case 'run': {
        const action = this.#publisher.offered(message.action);
        if (action) void vscode.commands.executeCommand(Command[action.command]);
      }
    }
  }
}
