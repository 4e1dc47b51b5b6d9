import * as l10n from '@vscode/l10n';
import { countOf, describe, effectOf } from '../../cluster/analysis/policy-impact';
import { ClusterError } from '../../cluster/connection/errors';
import { networksOf } from '../../cluster/model/indexes';
import type { Snapshot } from '../../cluster/model/snapshot';
import { parseScript, plannedProfiles, planScript, type ScriptLine } from '../scripts';
import { planned, type PlannedChange } from '../explanation';
import { apply } from '../../policy/calico1/calicoctl/apply';
import type { CalicoctlState } from '../../policy/calico1/calicoctl/state';
import { displayName } from '../../policy/calico1/names';
import type { Profile } from '../../policy/calico1/profile';
import { commandsOf } from './commands';
import { readEdits } from './edits';
import type { ChangeInput, EditInput } from './input';
import { profileCalled } from './names';

/** How many connections are told one by one. */
const CONNECTIONS = 12;

/** What a change does, and what of it is to be said. */
interface Planned {
  readonly commands: readonly string[];
  readonly notes: readonly string[];
  readonly drafts: readonly Profile[];
  /** Stored names of profiles that go. */
  readonly removed: readonly string[];
}

/** A change that can be made, and how. */
export type RequestedChange =
  | (Planned & { readonly kind: 'edits'; readonly change: PlannedChange })
  | (Planned & { readonly kind: 'script'; readonly lines: readonly ScriptLine[] });

/** What `calico_preview_change` answers. */
export interface ChangeEffect {
  readonly profiles: readonly string[];
  /** The change as calicoctl commands. */
  readonly commands: readonly string[];
  readonly opens: readonly string[];
  readonly closes: readonly string[];
  /** How many ordered pairs of workloads, or of a workload and machines outside, that are. */
  readonly opensPairs: number;
  readonly closesPairs: number;
  readonly notes?: readonly string[];
}

/** What a change is asked in: edits of a profile, or a script. @throws ClusterError for anything else. */
export function changeOf({
  profile,
  edits,
  script,
}: ChangeInput): { readonly profile: string; readonly edits: readonly EditInput[] } | { readonly script: string } {
  if (script !== undefined && edits === undefined) return { script };
  if (script === undefined && profile !== undefined && edits !== undefined && edits.length > 0)
    return { profile, edits };
  throw new ClusterError(
    'invalid',
    l10n.t('Provide either “profile” with “edits”, or “script” with calicoctl commands.'),
  );
}

/** Plans edits of a profile. @throws ClusterError with what is wrong with them. */
export function planEdits(name: string, inputs: readonly EditInput[], snapshot: Snapshot): RequestedChange {
  const { edits, notes } = readEdits(inputs, profileCalled(name, snapshot), snapshot);
  const change = planned(edits, snapshot);
  if (!change || edits.length === 0)
    throw new ClusterError('invalid', l10n.t('Nothing would change. {0}', notes.join(' ')).trim());
  return { kind: 'edits', commands: commandsOf(edits, snapshot), notes, drafts: change.drafts, removed: [], change };
}

/** Plans a script on what the datastore holds. @throws ClusterError when a line of it would fail. */
export function planCommands(script: string, state: CalicoctlState): RequestedChange {
  const lines = parseScript(script);
  const plan = planScript(lines, state);
  const failing = plan.lines.find(({ effect }) => effect === 'fails');
  if (failing)
    throw new ClusterError(
      'invalid',
      l10n.t(
        'The script would fail at “{0}”: {1}',
        failing.line.text,
        refusalOf(failing.line, { ...state, keys: plan.after }),
      ),
      l10n.t('Nothing was changed.'),
    );
  const changing = plan.lines.filter(({ effect }) => effect === 'changes');
  if (changing.length === 0) throw new ClusterError('invalid', l10n.t('No line of the script would change anything.'));
  const others = plan.lines.filter(({ effect }) => effect !== 'changes');
  const { profiles, removed } = plannedProfiles(plan);
  return {
    kind: 'script',
    commands: changing.map(({ line }) => line.text),
    notes: others.map(({ line, summary }) => `“${line.text}”: ${summary}.`),
    drafts: profiles,
    removed,
    lines,
  };
}

/** All that calicoctl says of a line that it refuses, in one line. @param state what the lines before have left. */
function refusalOf(line: ScriptLine, state: CalicoctlState): string {
  return line.kind === 'command' ? apply(line.command, state).output.trim().replace(/\s+/g, ' ') : line.reason;
}

/** What a change opens and closes; undefined while the policy is not known. */
export function effectOfChange(
  { commands, notes, drafts, removed }: RequestedChange,
  snapshot: Snapshot,
): ChangeEffect | undefined {
  const effect = effectOf(drafts, snapshot, removed);
  if (!effect) return undefined;
  const { opened, closed, unasked } = effect;
  const said = [...notes, ...(unasked > 0 ? [l10n.t('{0} ports in use were not checked.', unasked)] : [])];
  return {
    profiles: [...drafts.map(({ name }) => name), ...removed].map((name) => displayName(name, networksOf(snapshot))),
    commands,
    opens: describe(opened, effect, snapshot, CONNECTIONS),
    closes: describe(closed, effect, snapshot, CONNECTIONS),
    opensPairs: countOf(opened),
    closesPairs: countOf(closed),
    ...(said.length > 0 && { notes: said }),
  };
}
