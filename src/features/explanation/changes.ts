import { structuredPatch } from 'diff';
import { effectOf, describe } from '../../cluster/analysis/policy-impact';
import { dataOf, networksOf, profileNamed } from '../../cluster/model/indexes';
import type { Snapshot } from '../../cluster/model/snapshot';
import { applyEdit, type RuleEdit } from '../../policy/explain';
import { displayName, displayRule } from '../../policy/calico1/names';
import type { Profile } from '../../policy/calico1/profile';
import type { Direction, Rule } from '../../policy/calico1/rule';
import type { ChangeView, DiffLine } from './protocol';

/** The rules of one list before and after edits. */
interface EditedList {
  readonly profile: string;
  readonly direction: Direction;
  readonly before: readonly Rule[];
  readonly after: readonly Rule[];
}

/** Applicable edits and the resulting profiles. */
export interface PlannedChange {
  readonly edits: readonly RuleEdit[];
  readonly lists: readonly EditedList[];
  readonly drafts: readonly Profile[];
}

/** Number of context lines around a change. */
const AROUND = 2;
/** Maximum number of connections listed one by one. */
const TOLD = 6;

/** Applies edits to the profiles of a snapshot. Returns undefined if one does not apply. */
export function planned(edits: readonly RuleEdit[], snapshot: Snapshot): PlannedChange | undefined {
  const policy = dataOf(snapshot.policy);
  const drafts = new Map<string, Profile>();
  for (const edit of edits) {
    const profile = drafts.get(edit.profile) ?? profileNamed(edit.profile, policy);
    const edited = profile?.kind === 'profile' ? applyEdit(profile, edit) : undefined;
    if (!edited) return undefined;
    drafts.set(edit.profile, edited);
  }
  const lists = edits.flatMap(({ profile, direction }): EditedList[] => {
    const [before, after] = [profileNamed(profile, policy), drafts.get(profile)];
    return before?.kind === 'profile' && after
      ? [{ profile, direction, before: before[direction], after: after[direction] }]
      : [];
  });
  const distinct = lists.filter(
    (list, index) =>
      lists.findIndex(({ profile, direction }) => profile === list.profile && direction === list.direction) === index,
  );
  return { edits, lists: distinct, drafts: [...drafts.values()] };
}

/** Converts a planned change for a page: the changed lines, and everything that opens and closes. */
export function viewOf(id: string, title: string, { lists, drafts }: PlannedChange, snapshot: Snapshot): ChangeView {
  const effect = effectOf(drafts, snapshot) ?? { opened: [], closed: [], outside: new Map<string, string>() };
  const networks = networksOf(snapshot);
  const text = (rule: Rule) => displayRule(rule, networks);
  return {
    id,
    title,
    lists: lists.map(({ profile, direction, before, after }) => ({
      title: `${displayName(profile, networks)}, ${direction}`,
      blocks: blocksOf(before.map(text), after.map(text)),
    })),
    opens: [...describe(effect.opened, effect, snapshot, TOLD)],
    closes: [...describe(effect.closed, effect, snapshot, TOLD)],
  };
}

/** Blocks of lines that differ between two lists, each with some lines around it. */
function blocksOf(before: readonly string[], after: readonly string[]): DiffLine[][] {
  const text = (lines: readonly string[]) => lines.map((line) => `${line}\n`).join('');
  const { hunks } = structuredPatch('', '', text(before), text(after), '', '', { context: AROUND });
  return hunks.map(({ oldStart, newStart, lines }) => {
    let [old, now] = [oldStart, newStart];
    return lines.map((line): DiffLine => {
      const mark = MARKS[line.charAt(0)] ?? 'same';
      const position = mark === 'removed' ? old : now;
      if (mark !== 'added') old += 1;
      if (mark !== 'removed') now += 1;
      return { mark, position, text: line.slice(1) };
    });
  });
}

/** The line markers of a patch. */
const MARKS: Readonly<Record<string, DiffLine['mark']>> = { '+': 'added', '-': 'removed' };
