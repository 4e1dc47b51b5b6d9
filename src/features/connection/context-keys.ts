import * as vscode from 'vscode';
import type { Session } from '../../cluster/connection/session';
import { type Demo, demoProgress } from '../demo';
import { ContextKey, type ContextKeyId } from '../../app/ids';
import { demoGroup } from '../../app/settings';

/** Milliseconds after which the editor has read the walkthrough that a new tab may show. */
const READ_WITHIN = 1_000;

/** Keeps the context keys of `when` clauses and of the walkthrough in step with the cluster. */
export class ContextKeys implements vscode.Disposable {
  readonly #set = new Map<ContextKeyId, unknown>();
  readonly #subscriptions: readonly { dispose(): void }[];

  constructor(
    private readonly session: Session,
    private readonly demo: Demo,
  ) {
    this.#subscriptions = [
      session.onDidChangeSnapshot(() => this.#update()),
      demo.onDidChange(() => this.#update()),
      // The walkthrough's tab is of no kind that extensions know.
      vscode.window.tabGroups.onDidChangeTabs(({ opened }) => {
        if (opened.some(({ input }) => input === undefined)) setTimeout(() => this.walkthroughOpened(), READ_WITHIN);
      }),
    ];
    this.#update();
  }

  /** Remembers that the graph was opened: the one step of the walkthrough that the cluster knows nothing of. */
  graphOpened(): void {
    this.#put(ContextKey.stepGraph, true);
  }

  /**
   * Steps that were done before the editor read the walkthrough, it never ticks off by their keys alone: it hears of
   * keys that change, and passes over those that held already. With this key they change once more.
   */
  walkthroughOpened(): void {
    this.#put(ContextKey.walkthroughOpen, true);
  }

  dispose(): void {
    this.#subscriptions.forEach((subscription) => subscription.dispose());
  }

  #update(): void {
    const { connection, snapshot } = this.session;
    const progress = demoProgress(snapshot, demoGroup());
    this.#put(ContextKey.connection, connection.state);
    this.#put(ContextKey.connected, connection.state === 'connected');
    this.#put(ContextKey.demoRunning, this.demo.running);
    this.#put(ContextKey.stepNetworks, progress.networks);
    this.#put(ContextKey.stepLaunched, progress.launched);
    this.#put(ContextKey.stepUiOpen, progress.uiOpen);
    this.#put(ContextKey.stepProbesOpen, progress.probesOpen);
    this.#put(ContextKey.stepConnected, progress.connected);
  }

  /** Tells the editor of a value only when it is a new one. */
  #put(key: ContextKeyId, value: unknown): void {
    if (this.#set.get(key) === value) return;
    this.#set.set(key, value);
    void vscode.commands.executeCommand('setContext', key, value);
  }
}
