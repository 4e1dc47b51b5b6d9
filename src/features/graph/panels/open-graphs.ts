import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { ClusterError } from '../../../cluster/connection/errors';
import { ContextKey } from '../../../app/ids';
import type { Exportable } from '../export/exporter';
import type { GraphPanel } from './panel';
import type { Deed } from '../protocol/messages';

/** The graphs that are open in the window, of clusters and of recordings: commands are about the one that a person is in. */
export class OpenGraphs implements vscode.Disposable {
  /** The one that was looked at last comes last. */
  #open: readonly GraphPanel[] = [];

  /** The latest that fulfils a condition. */
  find(condition: (graph: GraphPanel) => boolean): GraphPanel | undefined {
    return this.#open.findLast(condition);
  }

  /** The one that a person is in. */
  get active(): GraphPanel | undefined {
    return this.find(({ panel }) => panel.active);
  }

  /** The one that a command is about when no graph is active: one that is seen, else the one that was looked at last. */
  get latest(): GraphPanel | undefined {
    return this.active ?? this.find(({ panel }) => panel.visible) ?? this.#open.at(-1);
  }

  /** Has the active graph do what a command says. */
  do(deed: Deed): void {
    const { active } = this;
    active?.panel.reveal();
    active?.do(deed);
  }

  /**
   * The graph that an export is of.
   * @throws ClusterError when there is none, or it shows no stars.
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
    // A hidden page makes nothing.
    if (!latest.panel.visible) latest.panel.reveal();
    return exportable;
  }

  /** Takes note of a graph until it is closed. */
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
