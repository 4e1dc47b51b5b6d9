import * as l10n from '@vscode/l10n';
import { apply } from '../../policy/calico1/calicoctl/apply';
import type { CalicoctlState, Keys } from '../../policy/calico1/calicoctl/state';
import type { ScriptLine } from './lines';

/** A line of a script and its effect after the lines before it. */
export interface PlannedLine {
  readonly line: ScriptLine;
  readonly effect: 'changes' | 'nothing' | 'fails' | 'skipped';
  /** A short description of the effect: what calicoctl would print, or what would change. */
  readonly summary: string;
}

/** The effect of a script. */
export interface ScriptPlan {
  /** Lines after a failing one are planned as if it did not exist. */
  readonly lines: readonly PlannedLine[];
  /** The content of the datastore before. */
  readonly before: Keys;
  /** Its content after a run, which ends at the first failing line. */
  readonly after: Keys;
}

/** Runs a script on a copy of the datastore. */
export function planScript(lines: readonly ScriptLine[], state: CalicoctlState): ScriptPlan {
  let current = state;
  let after: Keys | undefined;
  const planned = lines.map((line): PlannedLine => {
    if (line.kind === 'skipped') return { line, effect: 'skipped', summary: l10n.t('skipped: {0}', line.reason) };
    const result = line.kind === 'invalid' ? undefined : apply(line.command, current);
    if (result?.exit !== 0) {
      after ??= current.keys;
      return {
        line,
        effect: 'fails',
        summary: line.kind === 'invalid' ? line.reason : firstLine(result?.output ?? ''),
      };
    }
    const said = firstLine(result.output);
    const changed = !sameKeys(current.keys, result.state.keys);
    current = result.state;
    return changed
      ? { line, effect: 'changes', summary: said || l10n.t('changes the profile') }
      : { line, effect: 'nothing', summary: said || l10n.t('no change') };
  });
  return { lines: planned, before: state.keys, after: after ?? current.keys };
}

function firstLine(text: string): string {
  return (
    text
      .split('\n')
      .find((line) => line.trim() !== '')
      ?.trim() ?? ''
  );
}

function sameKeys(a: Keys, b: Keys): boolean {
  return a.size === b.size && [...a].every(([key, value]) => b.get(key) === value);
}
