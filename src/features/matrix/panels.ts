import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { shortIdentity } from '../../cluster/connection/definition';
import { messageOf } from '../../cluster/connection/errors';
import { knownPorts } from '../../cluster/model/listening-ports';
import { inSlices } from '../../base/time-slices';
import type { Snapshot } from '../../cluster/model/snapshot';
import { connected, type CommandContext } from '../../app/commands';
import { KnownClusters } from '../demo';
import { SessionSource } from '../graph';
import { askExportFile, exportName, reportExport } from '../../app/export-file';
import { Command, View } from '../../app/ids';
import { csvOf, gathered } from './csv';
import { runMenuItem, type MenuItem } from './menu';
import { firstQuestion } from './model';
import { MatrixPanel, type MatrixActions } from './panel';
import { readPanelCluster, type Question } from './protocol';
import { choose, createPanel } from '../../app/text/window';

/** Opens, restores and exports the matrix. There is one panel per window. */
export class MatrixPanels implements vscode.Disposable {
  readonly #source: SessionSource;
  #open: MatrixPanel | undefined;

  constructor(private readonly context: CommandContext) {
    this.#source = new SessionSource(context.session, (error) => context.reporter.log.error(messageOf(error)));
  }

  /** Reveals the matrix, or opens it in the active column. */
  show(): void {
    if (this.#open) this.#open.panel.reveal();
    else this.adopt(createPanel(View.matrix, l10n.t('Reachability Matrix')));
  }

  /** Fills a new panel, or one that VS Code restored. @param state The state that its page saved. */
  adopt(panel: vscode.WebviewPanel, state?: unknown): void {
    if (this.#open) {
      panel.dispose();
      return;
    }
    const { session, demos, extensionUri } = this.context;
    const actions: MatrixActions = {
      connected: () =>
        session.connection.state === 'disconnected'
          ? undefined
          : { name: session.connection.definition.name, id: shortIdentity(session.connection.definition) },
      naming: new KnownClusters(demos),
      explain: (connection) => this.#report(vscode.commands.executeCommand(Command.explain, connection)),
      export: (question) => this.#report(this.export(question)),
    };
    const matrix = new MatrixPanel(panel, extensionUri, this.#source, actions, readPanelCluster(state));
    this.#open = matrix;
    panel.onDidDispose(() => {
      if (this.#open === matrix) this.#open = undefined;
    });
  }

  /** Exports the whole matrix to a file: for the given question, the displayed one, or a port that the user picks. */
  async export(asked: Question | undefined = this.#open?.question): Promise<void> {
    const { definition, store } = connected(this.context);
    const question = asked ?? (await pickQuestion(store.snapshot));
    const target =
      question &&
      (await askExportFile(
        l10n.t('Export Reachability Matrix'),
        { [l10n.t('Comma-separated values')]: ['csv'] },
        exportName(definition.name, `matrix-${formatQuestion(question)}`, 'csv'),
      ));
    if (!target) return;
    const { connection } = this.#source;
    const collector = connection.state === 'connected' ? connection.collector : undefined;
    const lines = (await inSlices(gathered(csvOf(store.snapshot, question, collector, Date.now())))) ?? [];
    await vscode.workspace.fs.writeFile(target, Buffer.from(lines.join('')));
    reportExport(
      this.context.reporter,
      target,
      l10n.t('It has {0} pairs for {1}.', lines.length - 1, formatQuestion(question, ' ')),
    );
  }

  /** Runs an item of a context menu of the page. */
  async runMenuItem(item: MenuItem, argument: unknown): Promise<void> {
    if (this.#open) await runMenuItem(item, argument, this.#open, this.context.reporter);
  }

  dispose(): void {
    this.#source.dispose();
    this.#open?.dispose();
  }

  #report(work: PromiseLike<unknown>): void {
    work.then(undefined, (error: unknown) => this.context.reporter.failure(error));
  }
}

async function pickQuestion(snapshot: Snapshot): Promise<Question | undefined> {
  const ports = knownPorts(snapshot);
  if (ports.length < 2) return firstQuestion(snapshot);
  const items = ports.map(({ port, users }) => ({ label: String(port), description: users.join(', '), port }));
  const chosen = await choose(items, {
    title: l10n.t('Export reachability on which TCP port?'),
    matchOnDescription: true,
  });
  return chosen && { protocol: 'tcp', port: chosen.port };
}

/** Formats a question, for example `tcp-80`. */
function formatQuestion({ protocol, port }: Question, separator = '-'): string {
  return protocol === 'icmp' ? protocol : `${protocol}${separator}${port}`;
}
