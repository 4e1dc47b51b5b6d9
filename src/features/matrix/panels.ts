import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { BoundSession } from '../../cluster/connection/bound-session';
import type { Connection } from '../../cluster/connection/session';
import { collectorAddress } from '../../cluster/collector/address';
import { shortIdentity } from '../../cluster/connection/definition';
import { messageOf } from '../../cluster/connection/errors';
import { knownPorts } from '../../cluster/model/known-ports';
import { inSlices } from '../../base/time-slices';
import type { Snapshot } from '../../cluster/model/snapshot';
import { actOn, connected, type CommandContext } from '../../app/commands';
import { KnownClusters } from '../demo';
import { SessionSource } from '../graph';
import { askExportFile, exportName, reportExport } from '../../app/export-file';
import { Command, View } from '../../app/ids';
import { csvOf, gathered } from './csv';
import { runMenuItem, type MenuItem } from './menu';
import { firstQuestion } from './model';
import { MatrixPanel, type MatrixActions } from './panel';
import { readPanelCluster, type PanelCluster, type Question } from './protocol';
import { choose, createPanel } from '../../app/text/window';

interface OpenMatrix {
  readonly matrix: MatrixPanel;
  /** That of the panel's cluster. */
  readonly session: BoundSession;
}

/** Opens, restores and exports the matrix. There is one panel per cluster. */
export class MatrixPanels implements vscode.Disposable {
  #open: readonly OpenMatrix[] = [];

  constructor(private readonly context: CommandContext) {}

  /** Reveals the matrix of the current cluster, or opens it in the active column. */
  show(): void {
    const open = this.#of(clusterIn(this.context.sessions.connection));
    if (open) open.matrix.panel.reveal();
    else this.adopt(createPanel(View.matrix, l10n.t('Reachability Matrix')));
  }

  /** Fills a new panel, or one that VS Code restored. @param state The state that its page saved. */
  adopt(panel: vscode.WebviewPanel, state?: unknown): void {
    const { sessions, demos, extensionUri, reporter } = this.context;
    const report = (error: unknown) => reporter.log.error(messageOf(error));
    const of = readPanelCluster(state) ?? clusterIn(sessions.connection);
    if (this.#of(of)) {
      panel.dispose();
      return;
    }
    const session = new BoundSession(sessions, of?.id, report);
    const source = new SessionSource(session, report);
    const actions: MatrixActions = {
      connected: () => clusterIn(session.connection) ?? clusterIn(sessions.connection),
      naming: new KnownClusters(demos),
      explain: (connection) =>
        actOn({ session, sessions }, () => this.#report(vscode.commands.executeCommand(Command.explain, connection))),
      export: (question) => actOn({ session, sessions }, () => this.#report(this.export(question))),
    };
    const matrix = new MatrixPanel(panel, extensionUri, source, actions, of);
    this.#open = [...this.#open, { matrix, session }];
    panel.onDidDispose(() => {
      source.dispose();
      session.dispose();
      this.#open = this.#open.filter((open) => open.matrix !== matrix);
    });
  }

  /** Exports the whole matrix to a file: for the given question, the displayed one, or a port that the user picks. */
  async export(asked?: Question): Promise<void> {
    const { definition, store } = connected(this.context);
    const shown = this.#of({ name: definition.name, id: shortIdentity(definition) })?.matrix.question;
    const question = asked ?? shown ?? (await pickQuestion(store.snapshot));
    const target =
      question &&
      (await askExportFile(
        l10n.t('Export Reachability Matrix'),
        { [l10n.t('Comma-separated values')]: ['csv'] },
        exportName(definition.name, `matrix-${formatQuestion(question)}`, 'csv'),
      ));
    if (!target) return;
    const collector = collectorAddress(definition);
    const lines = (await inSlices(gathered(csvOf(store.snapshot, question, collector, Date.now())))) ?? [];
    await vscode.workspace.fs.writeFile(target, Buffer.from(lines.join('')));
    reportExport(
      this.context.reporter,
      target,
      l10n.t('It has {0} pairs for {1}.', lines.length - 1, formatQuestion(question, ' ')),
    );
  }

  /** Runs an item of a context menu of the page. */
  runMenuItem(item: MenuItem, argument: unknown): void {
    const open = this.#open.find(({ matrix }) => matrix.panel.active);
    if (!open) return;
    const { sessions, reporter } = this.context;
    actOn({ session: open.session, sessions }, () => this.#report(runMenuItem(item, argument, open.matrix, reporter)));
  }

  dispose(): void {
    for (const { matrix } of this.#open) matrix.dispose();
  }

  /** Returns the matrix of a cluster, or one without a cluster. */
  #of(cluster: PanelCluster | undefined): OpenMatrix | undefined {
    return this.#open.find(({ matrix: { cluster: of } }) => of === undefined || of.id === cluster?.id);
  }

  #report(work: PromiseLike<unknown>): void {
    work.then(undefined, (error: unknown) => this.context.reporter.failure(error));
  }
}

function clusterIn(connection: Connection): PanelCluster | undefined {
  return connection.state === 'disconnected'
    ? undefined
    : { name: connection.definition.name, id: shortIdentity(connection.definition) };
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
