import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { datastoreOf } from '../../cluster/connection/opened';
import { messageOf } from '../../cluster/connection/errors';
import { networksOf } from '../../cluster/model/indexes';
import { readState, runCommand } from '../../cluster/etcd/calicoctl';
import { Command } from '../../app/ids';
import { connected, withProgress, type CommandContext, type Connected } from '../../app/commands';
import { givenScript } from './ask';
import { parseScript, type ScriptLine } from './lines';
import { confirmPlan, type Purpose } from './list';
import { planScript } from './plan';
import { PLAIN_TEXT, showText } from '../../webviews/read-only-text';

/**
 * Runs calicoctl commands after showing a plan with its effect.
 * @param given The script; defaults to the active editor's selection, or what the user types or pastes.
 */
export function runScript(context: CommandContext, given: unknown): Promise<void> {
  return planned(context, given, 'run');
}

/** Previews what calicoctl commands would open and close, and offers to run them. */
export function previewScript(context: CommandContext, given: unknown): Promise<void> {
  return planned(context, given, 'preview');
}

const titles = (): Readonly<Record<Purpose, string>> => ({
  run: l10n.t('Run calicoctl Command'),
  preview: l10n.t('Preview calicoctl Commands'),
});

async function planned(context: CommandContext, given: unknown, purpose: Purpose): Promise<void> {
  const cluster = connected(context);
  const script = typeof given === 'string' ? given : await givenScript(titles()[purpose]);
  const lines = script === undefined ? [] : parseScript(script);
  if (lines.length === 0) return;
  if (purpose === 'run' && lines.every(isReading)) {
    await showOutput(lines, cluster);
    return;
  }
  const plan = readState(datastoreOf(cluster.cluster).store, networksOf(cluster.store.snapshot)).then((state) =>
    planScript(lines, state),
  );
  if (await confirmPlan(plan, cluster.definition.name, purpose, context)) await run(context, cluster, lines);
}

/** Whether a line only prints: it needs no plan. */
function isReading(line: ScriptLine): line is Extract<ScriptLine, { kind: 'command' }> {
  return line.kind === 'command' && /^(?:show|tag-show|rule-show|rule-json)$/.test(line.command.kind);
}

/** Opens what commands print in an editor. */
async function showOutput(
  lines: readonly Extract<ScriptLine, { kind: 'command' }>[],
  { cluster, store, definition }: Connected,
): Promise<void> {
  const parts: string[] = [];
  for (const { text, command } of lines) {
    const { output } = await runCommand(command, datastoreOf(cluster).store, networksOf(store.snapshot));
    parts.push(lines.length === 1 ? output : `$ ${text}\n${output}`);
  }
  const [only] = lines.length === 1 ? lines : [];
  await showText({
    name: `${definition.name}: ${lines.map(({ text }) => text).join('; ')}`,
    text: parts.join('\n'),
    language: only?.command.kind === 'rule-json' ? 'json' : PLAIN_TEXT,
  });
}

/** Runs the lines in order until the first failure. Reports which were run. */
async function run(
  { reporter }: CommandContext,
  { cluster, store }: Connected,
  lines: readonly ScriptLine[],
): Promise<void> {
  const { log } = reporter;
  let done = 0;
  // The user confirmed the plan of all lines.
  const inOne =
    lines.length === 1
      ? l10n.t('run “{0}”', lines[0]?.text ?? '')
      : l10n.t('run these {0} lines:\n{1}', lines.length, lines.map(({ text }) => text).join('\n'));
  const stopped = await withProgress(l10n.t('Running calicoctl commands'), (report, signal) =>
    cluster.guard.asOne(inOne, async () => {
      for (const [index, line] of lines.entries()) {
        report(l10n.t('{0} of {1}', index + 1, lines.length));
        log.info(`> ${line.text}`);
        const failure = await runLine(line, signal);
        if (failure !== undefined) return { line, failure, left: lines.length - index - 1 };
        done += 1;
      }
      return undefined;
    }),
  );
  if (!stopped) {
    reporter.done(done === 1 ? l10n.t('1 line was run.') : l10n.t('{0} lines were run.', done));
    return;
  }
  reporter.warning(
    [l10n.t('“{0}” failed: {1}', stopped.line.text, stopped.failure), before(done), after(stopped.left)]
      .filter(Boolean)
      .join(' '),
    {
      title: l10n.t('Open Log'),
      run: () => vscode.commands.executeCommand(Command.openLog),
    },
  );

  /** Returns the error of a line, or undefined. */
  async function runLine(line: ScriptLine, signal: AbortSignal): Promise<string | undefined> {
    if (line.kind === 'skipped') return undefined;
    if (line.kind === 'invalid') return line.reason;
    if (signal.aborted) return l10n.t('it was canceled.');
    try {
      const { output, exit } = await runCommand(line.command, datastoreOf(cluster).store, networksOf(store.snapshot), {
        signal,
        announce: datastoreOf(cluster).announce,
      });
      for (const text of output.trimEnd().split('\n')) if (text !== '') log.info(text);
      return exit === 0 ? undefined : output.trim();
    } catch (error) {
      return messageOf(error);
    }
  }
}

function before(done: number): string {
  if (done === 0) return l10n.t('Nothing was changed.');
  return done === 1 ? l10n.t('The line before it was run.') : l10n.t('The {0} lines before it were run.', done);
}

function after(left: number): string {
  if (left === 0) return '';
  return left === 1 ? l10n.t('The line after it was not run.') : l10n.t('The {0} lines after it were not run.', left);
}
