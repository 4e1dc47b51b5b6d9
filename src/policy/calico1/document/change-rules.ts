import { diffArrays } from 'diff';
import { toDisplay, type NamedNetwork } from '../names';
import type { Direction, Rule } from '../rule';
import { documentRule, INDENT } from './format';
import type { RuleLine, RulesDocument } from './model';

/** Rules of one direction before and after a change, as stored. */
interface ChangedList {
  readonly direction: Direction;
  readonly before: readonly Rule[];
  readonly after: readonly Rule[];
}

/**
 * Returns the text of a document after a change of the rules of a direction. All other lines stay, and a rule that moves
 * keeps its comment. Undefined if the document's rules are not those before the change.
 * @param networks Those whose IDs the document shows as names.
 */
export function changedRulesText(
  text: string,
  document: RulesDocument,
  { direction, before, after }: ChangedList,
  networks: readonly NamedNetwork[],
): string | undefined {
  const shown = (rule: Rule) => documentRule(toDisplay(rule, networks));
  const rules = document[direction];
  const [old, now] = [before.map(shown), after.map(shown)];
  const heading = document.lines.findIndex(({ syntax, section }) => syntax.kind === 'section' && section === direction);
  if (heading < 0 || rules.length !== old.length || rules.some((rule, index) => textOf(rule) !== old[index]))
    return undefined;
  const lines = text.split(/\r\n|\r|\n/);
  const parts = diffArrays(old, now);
  const gone = new Set<number>();
  const moved = new Map<string, string[]>();
  /** By the line that they come after. */
  const added = new Map<number, readonly string[]>();
  let at = 0;
  for (const part of parts) {
    if (part.removed) {
      for (const rule of rules.slice(at, at + part.count)) {
        gone.add(rule.line);
        moved.set(textOf(rule), [...(moved.get(textOf(rule)) ?? []), lines[rule.line] ?? '']);
      }
    }
    if (part.added) added.set(rules[at - 1]?.line ?? heading, part.value);
    else at += part.count;
  }
  return lines
    .flatMap((line, index) => [
      ...(gone.has(index) ? [] : [line]),
      ...(added.get(index) ?? []).map((rule) => moved.get(rule)?.shift() ?? `${INDENT}${rule}`),
    ])
    .join('\n');
}

/** A rule in canonical form; as written if it has errors. */
function textOf({ rule, text }: Pick<RuleLine, 'rule' | 'text'>): string {
  return rule ? documentRule(rule) : text;
}
