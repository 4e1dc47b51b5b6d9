import * as vscode from 'vscode';
import { messageOf } from '../../cluster/errors';
import { networksOf } from '../../cluster/joins';
import { readState, runCommand } from '../../cluster/datastore/calicoctl';
import { Command } from '../../ids';
import { connected, withProgress, type CommandContext, type Connected } from '../context';
import { parseScript, type ScriptLine } from './lines';
import { planScript, type PlannedLine } from './plan';

const ICONS: Record<PlannedLine['effect'], string> = { changes: '$(edit)', nothing: '$(circle-outline)', fails: '$(error)', skipped: '$(debug-step-over)' };

/**
 * Runs calicoctl commands: shown as a plan, and run on confirmation.
 * @param given the script; without it, the selection of the active editor, or what the person types or pastes.
 */
export async function runScript(context: CommandContext, given: unknown): Promise<void> {
  const cluster = connected(context);
  const script = typeof given === 'string' ? given : (selectedText() ?? (await askScript()));
  const lines = script === undefined ? [] : parseScript(script);
  if (lines.length === 0) return;
  const networks = networksOf(cluster.store.snapshot);
  const plan = planScript(lines, await readState(cluster.cluster.datastore.store, networks));
  if (await confirm(plan, cluster.definition.name)) await run(context, cluster, lines);
}

function selectedText(): string | undefined {
  const editor = vscode.window.activeTextEditor;
  if (!editor || editor.selection.isEmpty) return undefined;
  const text = editor.document.getText(editor.selection);
  return text.includes('calicoctl') ? text : undefined;
}

async function askScript(): Promise<string | undefined> {
  const clipboard = await vscode.env.clipboard.readText();
  const pasted = clipboard.includes('calicoctl profile') ? clipboard : undefined;
  if (pasted?.trim().includes('\n')) {
    const count = parseScript(pasted).filter(({ kind }) => kind === 'command').length;
    const choice = await vscode.window.showQuickPick(
      [
        { label: '$(clippy) From the clipboard', description: `${count} ${count === 1 ? 'command' : 'commands'}`, clipboard: true },
        { label: '$(edit) Type a command…', clipboard: false },
      ],
      { title: 'Run calicoctl command', ignoreFocusOut: true },
    );
    if (!choice) return undefined;
    if (choice.clipboard) return pasted;
  }
  return vscode.window.showInputBox({
    title: 'Run calicoctl command',
    prompt: 'A plan is shown first; nothing is changed before you confirm it.',
    value: pasted?.trim().includes('\n') === false ? pasted.trim() : 'calicoctl profile ',
    valueSelection: [1_000, 1_000],
    ignoreFocusOut: true,
    validateInput: (text) => {
      const [line] = parseScript(text);
      return line?.kind === 'invalid' ? line.reason : undefined;
    },
  });
}

/** Shows every line with its effect; accepting the list runs it. */
function confirm(plan: readonly PlannedLine[], cluster: string): Promise<boolean> {
  const changes = plan.filter(({ effect }) => effect === 'changes').length;
  const firstFailure = plan.findIndex(({ effect }) => effect === 'fails');
  const picker = vscode.window.createQuickPick();
  const run = { label: firstFailure < 0 ? '$(play) Run' : '$(play) Run up to the first failure', description: `${changes} of ${plan.length} lines change ${cluster}`, alwaysShow: true };
  picker.title = `Plan for ${cluster}`;
  picker.placeholder = 'Enter runs the plan, Escape leaves everything as it is';
  picker.ignoreFocusOut = true;
  picker.matchOnDetail = true;
  picker.items = [run, { label: 'What each line does', kind: vscode.QuickPickItemKind.Separator }, ...plan.map(({ line, effect, summary }) => ({ label: `${ICONS[effect]} ${line.text}`, detail: summary, alwaysShow: true }))];
  picker.activeItems = [run];
  return new Promise((resolve) => {
    let accepted = false;
    picker.onDidAccept(() => {
      accepted = picker.activeItems[0] === run;
      if (accepted) picker.hide();
    });
    picker.onDidHide(() => {
      picker.dispose();
      resolve(accepted);
    });
    picker.show();
  });
}

/** Runs the lines in order, stops at the first failure, and says what was and was not done. */
async function run({ reporter }: CommandContext, { cluster, store }: Connected, lines: readonly ScriptLine[]): Promise<void> {
  const { log } = reporter;
  let done = 0;
  const stopped = await withProgress('Running calicoctl commands', async (report, signal) => {
    for (const [index, line] of lines.entries()) {
      report(`${index + 1} of ${lines.length}`);
      log.info(`> ${line.text}`);
      const failure = await runLine(line, signal);
      if (failure !== undefined) return { line, failure, left: lines.length - index - 1 };
      done += 1;
    }
    return undefined;
  });
  if (!stopped) {
    reporter.done(`${done} ${done === 1 ? 'line was' : 'lines were'} run.`);
    return;
  }
  const left = stopped.left === 0 ? '' : ` The ${stopped.left === 1 ? 'line' : `${stopped.left} lines`} after it ${stopped.left === 1 ? 'was' : 'were'} not run.`;
  reporter.warning(`“${stopped.line.text}” failed: ${stopped.failure} ${done === 0 ? 'Nothing was done.' : `${done} ${done === 1 ? 'line' : 'lines'} before it ${done === 1 ? 'was' : 'were'} done.`}${left}`, {
    title: 'Open Log',
    run: () => vscode.commands.executeCommand(Command.openLog),
  });

  /** What a line failed with, or undefined. */
  async function runLine(line: ScriptLine, signal: AbortSignal): Promise<string | undefined> {
    if (line.kind === 'skipped') return undefined;
    if (line.kind === 'invalid') return line.reason;
    if (signal.aborted) return 'it was cancelled.';
    try {
      const { output, exit } = await runCommand(line.command, cluster.datastore.store, networksOf(store.snapshot), { signal, announce: cluster.datastore.announce });
      for (const text of output.trimEnd().split('\n')) if (text !== '') log.info(text);
      return exit === 0 ? undefined : output.trim();
    } catch (error) {
      return messageOf(error);
    }
  }
}
