import { apply } from '../../policy/calicoctl/apply';
import type { CalicoctlState, Keys } from '../../policy/calicoctl/state';
import type { ScriptLine } from './lines';

/** One line of a script with what it would do, when those before it have been done. */
export interface PlannedLine {
  readonly line: ScriptLine;
  readonly effect: 'changes' | 'nothing' | 'fails' | 'skipped';
  /** A few words on the effect: what calicoctl would print, or what would change. */
  readonly summary: string;
}

/** Plays a script on a copy of the datastore. Lines after one that fails are planned as if it had not been there. */
export function planScript(lines: readonly ScriptLine[], state: CalicoctlState): readonly PlannedLine[] {
  let current = state;
  return lines.map((line): PlannedLine => {
    if (line.kind === 'skipped') return { line, effect: 'skipped', summary: `skipped: ${line.reason}` };
    if (line.kind === 'invalid') return { line, effect: 'fails', summary: line.reason };
    const result = apply(line.command, current);
    const said = firstLine(result.output);
    if (result.exit !== 0) return { line, effect: 'fails', summary: said };
    const changed = !sameKeys(current.keys, result.state.keys);
    current = result.state;
    return changed ? { line, effect: 'changes', summary: said || 'changes the profile' } : { line, effect: 'nothing', summary: said || 'changes nothing' };
  });
}

function firstLine(text: string): string {
  return text.split('\n').find((line) => line.trim() !== '')?.trim() ?? '';
}

function sameKeys(a: Keys, b: Keys): boolean {
  return a.size === b.size && [...a].every(([key, value]) => b.get(key) === value);
}
