import * as l10n from '@vscode/l10n';
import { isKubernetes, placeOf } from '../../cluster/connection/definition';
import { Disposables } from '../../base/disposables';
import type * as vscode from 'vscode';
import { formatSpan, formatWhen } from '../../base/age';
import type { ClusterSession, Connection } from '../../cluster/connection/session';
import type { Snapshot } from '../../cluster/model/snapshot';
import { staleParts } from '../../cluster/model/staleness';
import { Command } from '../../app/ids';
import { icons, type WithIcons } from '../../base/text/markup';
import { StatusItem } from '../../app/text/window';

/** Shows the cluster's state in the status bar. Clicking it opens a list and changes nothing by itself. */
export class StatusBar implements vscode.Disposable {
  readonly #item = new StatusItem('calicoStars.status', 0, 'Calico Stars', Command.showStatus);
  readonly #subscriptions: Disposables;

  constructor(session: ClusterSession) {
    this.#subscriptions = new Disposables([session.onDidChangeSnapshot(() => this.#show(session))]);
    this.#show(session);
  }

  dispose(): void {
    this.#subscriptions.dispose();
    this.#item.dispose();
  }

  #show({ connection, snapshot }: ClusterSession): void {
    const { text, tooltip, warn } = describe(connection, snapshot);
    if (connection.state === 'disconnected') {
      this.#item.hide();
      return;
    }
    const { definition } = connection;
    const { production } = definition;
    const mark =
      production === undefined
        ? []
        : [
            production === 'read-only'
              ? l10n.t('Production, read-only: changes are not allowed')
              : l10n.t('Production: every change must be confirmed'),
          ];
    this.#item.show(
      text,
      [
        ...tooltip,
        ...mark,
        isKubernetes(definition)
          ? l10n.t('Context: {0}', placeOf(definition))
          : l10n.t('etcd: {0}', placeOf(definition)),
      ],
      mark.length > 0 ? 'statusBarItem.errorBackground' : warn ? 'statusBarItem.warningBackground' : undefined,
    );
  }
}

function describe(
  connection: Connection,
  snapshot: Snapshot | undefined,
): { text: WithIcons; tooltip: readonly string[]; warn: boolean } {
  switch (connection.state) {
    case 'disconnected':
      return { text: icons`$(star-empty) Calico Stars`, tooltip: [l10n.t('No cluster is connected')], warn: false };
    case 'connecting':
      return {
        text: icons`$(loading~spin) ${connection.definition.name}`,
        tooltip: [l10n.t('Connecting…')],
        warn: false,
      };
    case 'failed':
      return {
        text: icons`$(warning) ${connection.definition.name}`,
        tooltip: [connection.failure.message],
        warn: true,
      };
    case 'connected': {
      const failed =
        snapshot && [snapshot.policy, snapshot.marathon, snapshot.networks].filter((part) => part.state === 'failed');
      const deploying = snapshot?.marathon.state === 'ready' && snapshot.marathon.data.deployments.length > 0;
      const { name } = connection.definition;
      if (failed && failed.length > 0) {
        const [oldest] = staleParts(snapshot);
        const now = Date.now();
        const age = oldest ? l10n.t(' {0} old', formatSpan(now - oldest.since)) : '';
        return {
          text: icons`$(warning) ${l10n.t('{0}{1}', name, age)}`,
          tooltip: [
            ...failed.map((part) => part.failure.message),
            ...(oldest ? [l10n.t('Last seen {0}', formatWhen(oldest.since, now))] : []),
          ],
          warn: true,
        };
      }
      return {
        text: deploying ? icons`$(sync~spin) ${name}` : icons`$(star-full) ${name}`,
        tooltip: [deploying ? l10n.t('Connected, deployment in progress') : l10n.t('Connected')],
        warn: false,
      };
    }
  }
}
