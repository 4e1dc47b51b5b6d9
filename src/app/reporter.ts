import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { isClusterError, messageOf, type ClusterError, type ClusterErrorKind } from '../cluster/connection/errors';
import { Command, type CommandId } from './ids';
import { Log } from './text/log';
import { inPassing, tell } from './text/window';

/** A button of a message: what it says, and what it does. */
export interface Action {
  readonly title: string;
  run(): unknown;
}

/** The button that leads to what mends a kind of failure; undefined where nothing in the settings does. @param cluster its name, where it is known. */
export function fixFor(kind: ClusterErrorKind, cluster?: string): Action | undefined {
  const command = commandFor(kind);
  return command && { title: command.title, run: () => vscode.commands.executeCommand(command.id, cluster) };
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

/** Tells the person what happened, in one place: which failures are shown, and which are only logged, is decided here. */
export class Reporter implements vscode.Disposable {
  readonly log = new Log();

  /** Shows a failure with its advice and a way to the log. What the person cancelled is logged alone. */
  failure(error: unknown, ...actions: readonly Action[]): void {
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

  /** Shows a warning: something was not done, and nothing was harmed. */
  warning(message: string, ...actions: readonly Action[]): void {
    this.log.warn(message);
    this.#offer(tell('warning', message, ...actions));
  }

  /** Tells of a success after which there is something to choose from. */
  info(message: string, ...actions: readonly Action[]): void {
    this.log.info(message);
    this.#offer(tell('info', message, ...actions));
  }

  /** Tells of a success in the status bar, where it disturbs nobody. */
  done(message: string): void {
    this.log.info(message);
    inPassing(message);
  }

  dispose(): void {
    this.log.dispose();
  }

  /** Finds out what became of a change whose answer was lost; offers it once more while that stays unknown. */
  async #checkAgain(check: NonNullable<ClusterError['check']>): Promise<void> {
    try {
      this.info(await check());
    } catch (error) {
      this.failure(error);
    }
  }

  #offer(chosen: Promise<Action | undefined>): void {
    void chosen.then((action) => action?.run()).catch((error: unknown) => this.log.error(messageOf(error)));
  }
}
