import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { isClusterError, messageOf, type ClusterError, type ClusterErrorKind } from '../cluster/connection/errors';
import { Command, type CommandId } from './ids';
import { Log } from './text/log';
import { inPassing, tell } from './text/window';

/** A button of a message: its text and its action. */
export interface MessageAction {
  readonly title: string;
  run(): unknown;
}

/** Returns the button that fixes a kind of failure, or undefined if no setting does. */
function fixFor(kind: ClusterErrorKind): MessageAction | undefined {
  const command = commandFor(kind);
  return command && { title: command.title, run: () => vscode.commands.executeCommand(command.id) };
}

function commandFor(kind: ClusterErrorKind): { readonly title: string; readonly id: CommandId } | undefined {
  switch (kind) {
    case 'unauthorized':
      return { title: l10n.t('Set Credentials…'), id: Command.setCredentials };
    case 'tls':
    case 'read-only':
      return { title: l10n.t('Edit Cluster…'), id: Command.editCluster };
    default:
      return undefined;
  }
}

/** Reports results to the user. Decides in one place which failures are shown and which are only logged. */
export class Reporter implements vscode.Disposable {
  readonly log = new Log();

  /** Shows a failure with its advice and a button that opens the log. Cancellations are only logged. */
  failure(error: unknown, ...actions: readonly MessageAction[]): void {
    if (error instanceof vscode.CancellationError || (isClusterError(error) && error.kind === 'cancelled')) {
      this.log.info(messageOf(error));
      return;
    }
    this.log.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
    if (isClusterError(error) && error.detail !== undefined) this.log.error(error.detail);
    const advice = isClusterError(error) && error.advice !== undefined ? ` ${error.advice}` : '';
    const check = isClusterError(error) ? error.check : undefined;
    const again = check ? [{ title: l10n.t('Check Again'), run: () => this.#checkAgain(check) }] : [];
    const fix = isClusterError(error) ? fixFor(error.kind) : undefined;
    const buttons = [
      ...again,
      ...actions,
      ...(fix ? [fix] : []),
      { title: l10n.t('Open Log'), run: () => vscode.commands.executeCommand(Command.openLog) },
    ];
    this.#offer(tell('error', `${messageOf(error)}${advice}`, ...buttons));
  }

  /** Shows a warning: something was not done, without any harm. */
  warning(message: string, ...actions: readonly MessageAction[]): void {
    this.log.warn(message);
    this.#offer(tell('warning', message, ...actions));
  }

  /** Reports a success that has follow-up actions. */
  info(message: string, ...actions: readonly MessageAction[]): void {
    this.log.info(message);
    this.#offer(tell('info', message, ...actions));
  }

  /** Reports a success in the status bar. */
  done(message: string): void {
    this.log.info(message);
    inPassing(message);
  }

  dispose(): void {
    this.log.dispose();
  }

  /** Finds out whether a change was made after its answer was lost. Offers to check again while that is unknown. */
  async #checkAgain(check: NonNullable<ClusterError['check']>): Promise<void> {
    try {
      this.info(await check());
    } catch (error) {
      this.failure(error);
    }
  }

  #offer(chosen: Promise<MessageAction | undefined>): void {
    void chosen.then((action) => action?.run()).catch((error: unknown) => this.log.error(messageOf(error)));
  }
}
