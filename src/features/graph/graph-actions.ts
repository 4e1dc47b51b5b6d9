import * as vscode from 'vscode';
import { actOn, type CommandContext } from '../../app/commands';
import { Command } from '../../app/ids';
import type { GraphHandlers } from './panels/cluster-graph';
import type { GraphAction } from './protocol/state';
import { exportRecording } from './recording/export';

/** The argument of the `addRule` command when the graph runs it. */
export interface GraphRuleArgument {
  /** The profile's stored name. */
  readonly profile: string;
  readonly direction: 'inbound';
  /** In calicoctl's syntax. */
  readonly text: string;
}

/**
 * Handles buttons and stars in the graph of a connected cluster. A star opens its first profile's rules, else reveals
 * its app in the tree.
 */
export function connectedHandlers(
  context: Pick<CommandContext, 'session' | 'sessions' | 'tree' | 'reporter'>,
): GraphHandlers {
  const { tree, reporter } = context;
  return {
    run: (action) =>
      actOn(context, () => vscode.commands.executeCommand(Command[action.command], ...argumentsOf(action))),
    open: ({ profiles: [first], app }) =>
      actOn(context, () => {
        if (first) void vscode.commands.executeCommand(Command.openRules, { kind: 'profile', profile: first.id });
        else if (app !== undefined) void tree.reveal({ kind: 'app', app });
      }),
    exportRecording: recordingExport(reporter),
  };
}

/** Exports recordings. Reports failures. */
export function recordingExport(reporter: CommandContext['reporter']): GraphHandlers['exportRecording'] {
  return (recording) => void exportRecording(recording, reporter).catch((error: unknown) => reporter.failure(error));
}

function argumentsOf({ rule, app, cluster }: GraphAction): readonly (GraphRuleArgument | string)[] {
  if (cluster !== undefined) return [cluster];
  if (rule) return [{ ...rule, direction: 'inbound' }];
  return app === undefined ? [] : [app];
}
