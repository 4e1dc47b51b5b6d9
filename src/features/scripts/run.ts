import * as vscode from 'vscode';
import { messageOf } from '../../cluster/connection/errors';
import { networksOf } from '../../cluster/model/indexes';
import { readState, runCommand } from '../../cluster/etcd/calicoctl';
import { Command } from '../../app/ids';
import { connected, withProgress, type CommandContext, type Connected } from '../../app/commands';
import { givenScript } from './ask';
import { parseScript, type ScriptLine } from './lines';
import { confirmPlan, type Purpose } from './list';
import { planScript } from './plan';

/**
 * Runs calicoctl commands: shown as a plan with its effect, and run on confirmation.
 * @param given the script; without it, the selection of the active editor, or what the person types or pastes.
 */
export function runScript(context: CommandContext, given: unknown): Promise<void> {
  return planned(context, given, 'run');
}

/** Shows what calicoctl commands would open and close, as a preview; they can be run from there. */
export function previewScript(context: CommandContext, given: unknown): Promise<void> {
  return planned(context, given, 'preview');
}

const TITLES: Readonly<Record<Purpose, string>> = {
  run: 'Run calicoctl command',
  preview: 'Preview calicoctl commands',
};

async function planned(context: CommandContext, given: unknown, purpose: Purpose): Promise<void> {
  const cluster = connected(context);
  const script = typeof given === 'string' ? given : await givenScript(TITLES[purpose]);
  const lines = script === undefined ? [] : parseScript(script);
  if (lines.length === 0) return;
  const plan = readState(cluster.cluster.datastore.store, networksOf(cluster.store.snapshot)).then((state) =>
    planScript(lines, state),
  );
  if (await confirmPlan(plan, cluster.definition.name, purpose, context)) await run(context, cluster, lines);
}

/** Runs the lines in order, stops at the first failure, and says what was and was not done. */
async function run(
  { reporter }: CommandContext,
  { cluster, store }: Connected,
  lines: readonly ScriptLine[],
): Promise<void> {
  const { log } = reporter;
  let done = 0;
  // The plan of all of them was agreed to.
  const inOne = `run ${lines.length === 1 ? `“${lines[0]?.text ?? ''}”` : `these ${lines.length} lines:\n${lines.map(({ text }) => text).join('\n')}`}`;
  const stopped = await withProgress('Running calicoctl commands', (report, signal) =>
    cluster.guard.asOne(inOne, async () => {
      for (const [index, line] of lines.entries()) {
        report(`${index + 1} of ${lines.length}`);
        log.info(`> ${line.text}`);
        const failure = await runLine(line, signal);
        if (failure !== undefined) return { line, failure, left: lines.length - index - 1 };
        done += 1;
      }
      return undefined;
    }),
  );
  if (!stopped) {
    reporter.done(`${done} ${done === 1 ? 'line was' : 'lines were'} run.`);
    return;
  }
  const left =
    stopped.left === 0
      ? ''
      : ` The ${stopped.left === 1 ? 'line' : `${stopped.left} lines`} after it ${stopped.left === 1 ? 'was' : 'were'} not run.`;
  reporter.warning(
    `“${stopped.line.text}” failed: ${stopped.failure} ${done === 0 ? 'Nothing was done.' : `${done} ${done === 1 ? 'line' : 'lines'} before it ${done === 1 ? 'was' : 'were'} done.`}${left}`,
    {
      title: 'Open Log',
      run: () => vscode.commands.executeCommand(Command.openLog),
    },
  );

  /** What a line failed with, or undefined. */
  async function runLine(line: ScriptLine, signal: AbortSignal): Promise<string | undefined> {
    if (line.kind === 'skipped') return undefined;
    if (line.kind === 'invalid') return line.reason;
    if (signal.aborted) return 'it was cancelled.';
    try {
      const { output, exit } = await runCommand(line.command, cluster.datastore.store, networksOf(store.snapshot), {
        signal,
        announce: cluster.datastore.announce,
      });
      for (const text of output.trimEnd().split('\n')) if (text !== '') log.info(text);
      return exit === 0 ? undefined : output.trim();
    } catch (error) {
      return messageOf(error);
    }
  }
}
