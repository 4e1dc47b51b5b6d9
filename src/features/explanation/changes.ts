import { structuredPatch } from 'diff';
import { effectOf, describe } from '../../cluster/analysis/policy-impact';
import { dataOf, networksOf, profileNamed } from '../../cluster/model/indexes';
import { policyNamed, type PolicyDraft } from '../../cluster/model/policies';
import type { PolicyData, Snapshot } from '../../cluster/model/snapshot';
import { applyEdit, type OwnerRef, type RuleEdit } from '../../policy/explain/calico1';
import { displayName, displayRule } from '../../policy/calico1/names';
import type { TieredPolicy } from '../../policy/calico1/policy';
import { newProfile, type Profile } from '../../policy/calico1/profile';
import type { Direction, Rule } from '../../policy/calico1/rule';
import type { EditedObject } from './object-changes';
import type { ChangeView, DiffLine } from './protocol';

/** The rules of one list before and after edits. */
interface EditedList extends OwnerRef {
  readonly direction: Direction;
  readonly before: readonly Rule[];
  readonly after: readonly Rule[];
}

/** Applicable edits and the resulting profiles and policies. */
export interface PlannedChange {
  readonly edits: readonly RuleEdit[];
  readonly lists: readonly EditedList[];
  readonly drafts: readonly Profile[];
  readonly policies: readonly PolicyDraft[];
  /** Objects of Calico 3. */
  readonly objects: readonly EditedObject[];
}

/** Number of context lines around a change. */
const AROUND = 2;
/** Maximum number of connections listed one by one. */
const TOLD = 6;

/** Applies edits to the profiles and policies of a snapshot. Returns undefined if one does not apply. */
export function planned(edits: readonly RuleEdit[], snapshot: Snapshot): PlannedChange | undefined {
  const policy = dataOf(snapshot.policy);
  const drafts = new Map<string, Profile | TieredPolicy>();
  for (const edit of edits) {
    const object = drafts.get(keyOf(edit)) ?? ownerIn(edit, policy);
    const edited = object && withEdit(object, edit);
    if (!edited) return undefined;
    drafts.set(keyOf(edit), edited);
  }
  const lists = edits.flatMap((edit): EditedList[] => {
    const { profile, policy: of, direction } = edit;
    const [before, after] = [ownerIn(edit, policy), drafts.get(keyOf(edit))];
    return before && after
      ? [{ profile, ...(of && { policy: of }), direction, before: before[direction], after: after[direction] }]
      : [];
  });
  const distinct = lists.filter(
    (list, index) =>
      lists.findIndex((other) => keyOf(other) === keyOf(list) && other.direction === list.direction) === index,
  );
  const objects = [...drafts.values()];
  return {
    edits,
    lists: distinct,
    drafts: objects.filter((object) => object.kind === 'profile'),
    policies: objects.flatMap((object) =>
      object.kind === 'policy' ? [{ tier: object.tier, name: object.name, policy: object }] : [],
    ),
    objects: [],
  };
}

function keyOf({ profile, policy }: OwnerRef): string {
  return JSON.stringify(policy ? [policy.tier, policy.name] : [profile]);
}

/** Returns what has the edited rules, if it can be read. */
function ownerIn({ profile, policy }: OwnerRef, data: PolicyData | undefined): Profile | TieredPolicy | undefined {
  const object = policy ? policyNamed(policy, data) : profileNamed(profile, data);
  return object && object.kind !== 'broken' ? object : undefined;
}

/** The rules of a policy are edited like those of a profile. */
function withEdit(object: Profile | TieredPolicy, edit: RuleEdit): Profile | TieredPolicy | undefined {
  if (object.kind === 'profile') return applyEdit(object, edit);
  const { inbound, outbound, name } = object;
  const edited = applyEdit({ ...newProfile(name), inbound, outbound }, edit);
  return edited && { ...object, inbound: edited.inbound, outbound: edited.outbound };
}

/** Converts a planned change for a page: the changed lines, and everything that opens and closes. */
export function viewOf(
  id: string,
  title: string,
  { lists, drafts, policies }: PlannedChange,
  snapshot: Snapshot,
): ChangeView {
  const effect = effectOf(drafts, snapshot, [], policies) ?? {
    opened: [],
    closed: [],
    outside: new Map<string, string>(),
  };
  const networks = networksOf(snapshot);
  const text = (rule: Rule) => displayRule(rule, networks);
  return {
    id,
    title,
    lists: lists.map(({ direction, before, after, ...owner }) => ({
      title: `${ownerName(owner, snapshot)}, ${direction}`,
      blocks: blocksOf(before.map(text), after.map(text)),
    })),
    opens: [...describe(effect.opened, effect, snapshot, TOLD)],
    closes: [...describe(effect.closed, effect, snapshot, TOLD)],
  };
}

/** Returns the displayed name of what has rules. */
export function ownerName({ profile, policy }: OwnerRef, snapshot: Snapshot): string {
  return policy ? policy.name : displayName(profile, networksOf(snapshot));
}

/** Returns the blocks of lines that differ between two lists, each with some lines around it. */
export function blocksOf(before: readonly string[], after: readonly string[]): DiffLine[][] {
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
