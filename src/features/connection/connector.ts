import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { clusterIdentity, type ClusterDefinition } from '../../cluster/connection/definition';
import { sameJson } from '../../base/json';
import { isCollectorLost, staleParts } from '../../cluster/model/staleness';
import type { Connection } from '../../cluster/connection/session';
import type { Sessions } from '../../cluster/connection/sessions';
import { withProgress, type LocalDemos } from '../../app/commands';
import { demoWith } from '../../app/local-demos';
import { Command } from '../../app/ids';
import type { MessageAction, Reporter } from '../../app/reporter';
import { configuredClusters } from '../../app/settings';
import { fixesFor } from './fixes';

export interface ConnectorParts {
  readonly sessions: Sessions;
  readonly demos: Pick<LocalDemos, 'start'>;
  readonly reporter: Reporter;
}

/** Connects the window to clusters and reports the result. */
export class Connector {
  constructor(private readonly parts: ConnectorParts) {}

  /** Connects at the user's request. */
  async connect(definition: ClusterDefinition): Promise<void> {
    const { sessions, reporter } = this.parts;
    const connection = await withProgress(l10n.t('Connecting to {0}', definition.name), (_, signal) =>
      sessions.connect(definition, signal),
    );
    if (connection.state === 'connected') reporter.done(l10n.t('Connected to {0}.', definition.name));
    this.tell(connection);
  }

  /** Makes a cluster current at the user's request, and connects it unless it is connected. */
  async choose(definition: ClusterDefinition): Promise<void> {
    const { sessions } = this.parts;
    const connection = sessions.named(definition.name)?.connection;
    if (connection?.state !== 'connected' || !sameJson(connection.definition, definition))
      await this.connect(definition);
    else sessions.makeCurrent(definition.name);
  }

  /** Tries again what fails, and keeps what was read before. Else reconnects with the current settings. */
  async refresh(): Promise<void> {
    const { sessions, demos } = this.parts;
    const { acting: connection } = sessions;
    if (connection.state === 'disconnected') return;
    if (connection.state === 'connected' && isInTrouble(connection)) {
      connection.store.retry();
      return;
    }
    const demo = demoWith(connection.definition.identity);
    if (demo) await demos.start(demo);
    else await sessions.connect(current(connection.definition) ?? connection.definition);
  }

  /**
   * Reports a failed connection and offers fixes.
   * @param why Why the connection was attempted, if the user did not request it.
   */
  tell(connection: Connection, why = ''): void {
    if (connection.state !== 'failed') return;
    const {
      definition,
      failure: { message, advice = '', kind },
    } = connection;
    const actions: readonly MessageAction[] = [
      { title: l10n.t('Try Again'), run: () => this.connect(current(definition) ?? definition) },
      ...fixesFor(kind, definition),
      { title: l10n.t('Open Log'), run: () => vscode.commands.executeCommand(Command.openLog) },
    ];
    this.parts.reporter.warning([why, message, advice].filter((text) => text !== '').join(' '), ...actions);
  }
}

/** Whether a cluster's data is out of date and its settings are still the same. */
function isInTrouble({ definition, store }: Extract<Connection, { state: 'connected' }>): boolean {
  const fails = staleParts(store.snapshot).length > 0 || isCollectorLost(store.snapshot);
  return fails && sameJson(current(definition) ?? definition, definition);
}

/** Returns the current definition of a cluster, by name or else by addresses, or undefined. */
export function current(definition: ClusterDefinition): ClusterDefinition | undefined {
  const { clusters } = configuredClusters();
  return (
    clusters.find(({ name }) => name === definition.name) ??
    clusters.find((cluster) => clusterIdentity(cluster) === clusterIdentity(definition))
  );
}
