import * as vscode from 'vscode';
import { register, type CommandContext } from '../../app/commands';
import type { Disposable } from '../../base/emitter';
import { Command, SECTION, Setting, View } from '../../app/ids';
import { listsDisagreements } from '../../app/settings';
import { GRAPH_COMMANDS, OPENING_COMMANDS } from './commands';
import type { GraphFeatures } from './features';

/**
 * Registers the graph and explanation features, which are loaded at first use.
 * @param storage Stores layouts.
 * @param opened Called when the graph was opened.
 */
export function registerGraph(context: CommandContext, storage: vscode.Memento, opened: () => void): Disposable[] {
  let features: Promise<GraphFeatures> | undefined;
  const load = () => (features ??= import('./features').then((module) => new module.GraphFeatures(context, storage)));
  const restoring = (
    restore: (loaded: GraphFeatures, panel: vscode.WebviewPanel, state: unknown) => unknown,
  ): vscode.WebviewPanelSerializer => ({
    deserializeWebviewPanel: async (panel, state) => {
      await restore(await load(), panel, state);
    },
  });
  // Also loaded for the list of problems, once a cluster can have problems.
  const listProblems = async () => {
    const wanted = listsDisagreements() && context.session.connection.state === 'connected';
    if (wanted || features) (await load()).listProblems(wanted);
  };
  const follow = () => void listProblems().catch((error: unknown) => context.reporter.failure(error));
  follow();
  return [
    context.session.onDidChangeConnection(follow),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration(`${SECTION}.${Setting.problems}`)) follow();
    }),
    vscode.window.registerWebviewPanelSerializer(
      View.graph,
      restoring((loaded, panel, state) => loaded.restore(panel, state)),
    ),
    vscode.window.registerWebviewPanelSerializer(
      View.explanation,
      restoring((loaded, panel, state) => loaded.restoreExplanation(panel, state)),
    ),
    ...OPENING_COMMANDS.map(([command, open]) =>
      register(command, context, async (argument) => {
        await open(await load(), argument);
        opened();
      }),
    ),
    ...GRAPH_COMMANDS.map(([command, run]) =>
      register(command, context, async (argument) => run(await load(), argument)),
    ),
    register(Command.explain, context, async (argument) => (await load()).explain(argument)),
    new vscode.Disposable(() => void features?.then((loaded) => loaded.dispose())),
  ];
}
