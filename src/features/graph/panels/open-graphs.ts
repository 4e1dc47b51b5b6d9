import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { ClusterError } from '../../../cluster/connection/errors';
import { ContextKey } from '../../../app/ids';
import type { Exportable } from '../export/exporter';
import type { GraphPanel } from './panel';
import type { PageCommand } from '../protocol/messages';

/** The open graphs of the window. Commands apply to the active one. */
export class OpenGraphs implements vscode.Disposable {
  /** Ordered by last activation, the most recent last. */
  #open: readonly GraphPanel[] = [];

  /** Returns the most recently active graph that meets a condition. */
  find(condition: (graph: GraphPanel) => boolean): GraphPanel | undefined {
    return this.#open.findLast(condition);
  }

  /** The active graph. */
  get active(): GraphPanel | undefined {
    return this.find(({ panel }) => panel.active);
  }

  /** The graph for commands if none is active: a visible one, else the one that was active last. */
  get latest(): GraphPanel | undefined {
    return this.active ?? this.find(({ panel }) => panel.visible) ?? this.#open.at(-1);
  }

  /** Runs a command in the active graph's page. */
  runInPage(command: PageCommand): void {
    const { active } = this;
    active?.panel.reveal();
    active?.runInPage(command);
  }

  /**
   * Returns the graph to export.
   * @throws ClusterError if there is none, or it has no stars.
   */
  get exportable(): Exportable {
    const { latest } = this;
    const exportable = latest?.exportable;
    if (!latest || !exportable)
      throw new ClusterError(
        'invalid',
        l10n.t('No graph is open.'),
        l10n.t('Show the graph of a connected cluster first.'),
      );
    // A hidden page can't render.
    if (!latest.panel.visible) latest.panel.reveal();
    return exportable;
  }

  /** Tracks a graph until it is closed. */
  add(graph: GraphPanel): void {
    const { panel } = graph;
    const others = () => this.#open.filter((open) => open !== graph);
    this.#become([...this.#open, graph]);
    panel.onDidChangeViewState(() => {
      if (panel.active) this.#become([...others(), graph]);
    });
    panel.onDidDispose(() => this.#become(others()));
  }

  dispose(): void {
    for (const graph of this.#open) graph.dispose();
  }

  #become(open: readonly GraphPanel[]): void {
    const before = this.#open.length > 0;
    this.#open = open;
    if (before !== open.length > 0)
      void vscode.commands.executeCommand('setContext', ContextKey.graphOpen, open.length > 0);
  }
}
