import * as vscode from 'vscode';
import { spanInWords } from './base/age';
import type { Connection, Session } from './cluster/session';
import type { Snapshot } from './cluster/snapshot';
import { staleParts } from './cluster/staleness';
import { Command } from './ids';

/** The cluster's state in the status bar; its click opens a list, and never changes anything by itself. */
export class StatusBar implements vscode.Disposable {
  readonly #item = vscode.window.createStatusBarItem('calicoStars.status', vscode.StatusBarAlignment.Left, 0);
  readonly #subscriptions: readonly { dispose(): void }[];

  constructor(session: Session) {
    this.#item.name = 'Calico Stars';
    this.#item.command = Command.showStatus;
    this.#subscriptions = [session.onDidChangeSnapshot(() => this.#show(session))];
    this.#show(session);
  }

  dispose(): void {
    this.#subscriptions.forEach((subscription) => subscription.dispose());
    this.#item.dispose();
  }

  #show({ connection, snapshot }: Session): void {
    const { text, tooltip, warn } = describe(connection, snapshot);
    this.#item.text = text;
    this.#item.tooltip = tooltip;
    this.#item.backgroundColor = warn ? new vscode.ThemeColor('statusBarItem.warningBackground') : undefined;
    if (connection.state === 'disconnected') this.#item.hide();
    else this.#item.show();
  }
}

function describe(connection: Connection, snapshot: Snapshot | undefined): { text: string; tooltip: string; warn: boolean } {
  switch (connection.state) {
    case 'disconnected':
      return { text: '$(star-empty) Calico Stars', tooltip: 'No cluster is connected', warn: false };
    case 'connecting':
      return { text: `$(loading~spin) ${connection.definition.name}`, tooltip: 'Connecting…', warn: false };
    case 'failed':
      return { text: `$(warning) ${connection.definition.name}`, tooltip: connection.failure.message, warn: true };
    case 'connected': {
      const failed = snapshot && [snapshot.policy, snapshot.marathon, snapshot.networks].filter((part) => part.state === 'failed');
      const deploying = snapshot?.marathon.state === 'ready' && snapshot.marathon.data.deployments.length > 0;
      if (failed && failed.length > 0) {
        const [oldest] = staleParts(snapshot);
        return { text: `$(warning) ${connection.definition.name}${oldest ? ` ${spanInWords(Date.now() - oldest.since)} old` : ''}`, tooltip: failed.map((part) => part.failure.message).join('\n'), warn: true };
      }
      return { text: `${deploying ? '$(sync~spin)' : '$(star-full)'} ${connection.definition.name}`, tooltip: deploying ? 'Connected; a deployment runs' : 'Connected', warn: false };
    }
  }
}
