import * as vscode from 'vscode';
import { Disposables } from '../../base/disposables';
import type { Session } from '../../cluster/connection/session';
import { type Demo, demoProgress } from '../demo';
import { ContextKey, type ContextKeyId } from '../../app/ids';
import { demoGroup } from '../../app/settings';

/** Milliseconds within which VS Code reads a walkthrough in a new tab. */
const READ_WITHIN = 1_000;

/** Updates the context keys of `when` clauses and the walkthrough from the cluster. */
export class ContextKeys implements vscode.Disposable {
  readonly #set = new Map<ContextKeyId, unknown>();
  readonly #subscriptions: Disposables;

  constructor(
    private readonly session: Session,
    private readonly demo: Demo,
  ) {
    this.#subscriptions = new Disposables([
      session.onDidChangeSnapshot(() => this.#update()),
      demo.onDidChange(() => this.#update()),
      // Extensions can't recognize the walkthrough's tab.
      vscode.window.tabGroups.onDidChangeTabs(({ opened }) => {
        if (opened.some(({ input }) => input === undefined)) setTimeout(() => this.walkthroughOpened(), READ_WITHIN);
      }),
    ]);
    this.#update();
  }

  /** Remembers that the graph was opened, the only walkthrough step that the cluster's state doesn't show. */
  graphOpened(): void {
    this.#put(ContextKey.stepGraph, true);
  }

  /**
   * VS Code doesn't check off steps whose keys were already set when it read the walkthrough: it only notices changes.
   * This key makes them change once more.
   */
  walkthroughOpened(): void {
    this.#put(ContextKey.walkthroughOpen, true);
  }

  dispose(): void {
    this.#subscriptions.dispose();
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

  /** Sets a context key if its value changed. */
  #put(key: ContextKeyId, value: unknown): void {
    if (this.#set.get(key) === value) return;
    this.#set.set(key, value);
    void vscode.commands.executeCommand('setContext', key, value);
  }
}
