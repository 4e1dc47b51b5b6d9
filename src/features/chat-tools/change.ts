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

/** Maximum number of connections listed one by one. */
const CONNECTIONS = 12;

/** The effect of a change, and notes about it. */
interface Planned {
  readonly commands: readonly string[];
  readonly notes: readonly string[];
  readonly drafts: readonly Profile[];
  /** Stored names of profiles that would be removed. */
  readonly removed: readonly string[];
}

/** A validated change. */
export type RequestedChange =
  | (Planned & { readonly kind: 'edits'; readonly change: PlannedChange })
  | (Planned & { readonly kind: 'script'; readonly lines: readonly ScriptLine[] });

/** The answer of `calico_preview_change`. */
export interface ChangeEffect {
  readonly profiles: readonly string[];
  /** The change as calicoctl commands. */
  readonly commands: readonly string[];
  readonly opens: readonly string[];
  readonly closes: readonly string[];
  /** The number of ordered pairs that open, including pairs of a workload and machines outside. */
  readonly opensPairs: number;
  readonly closesPairs: number;
  readonly notes?: readonly string[];
}

/** Plans a requested change: edits of a profile, or a script. @throws ClusterError for invalid requests. */
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

/** Plans edits of a profile. @throws ClusterError if they are invalid. */
export function planEdits(name: string, inputs: readonly EditInput[], snapshot: Snapshot): RequestedChange {
  const { edits, notes } = readEdits(inputs, profileCalled(name, snapshot), snapshot);
  const change = planned(edits, snapshot);
  if (!change || edits.length === 0)
    throw new ClusterError('invalid', l10n.t('Nothing would change. {0}', notes.join(' ')).trim());
  return { kind: 'edits', commands: commandsOf(edits, snapshot), notes, drafts: change.drafts, removed: [], change };
}

/** Plans a script against the current datastore. @throws ClusterError if one of its lines would fail. */
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

/** Returns calicoctl's output for a rejected line as one line. @param state The state after the preceding lines. */
function refusalOf(line: ScriptLine, state: CalicoctlState): string {
  return line.kind === 'command' ? apply(line.command, state).output.trim().replace(/\s+/g, ' ') : line.reason;
}

/** Calculates what a change opens and closes. Returns undefined while the policy is unknown. */
export function effectOfChange(
  { commands, notes, drafts, removed }: RequestedChange,
  snapshot: Snapshot,
): ChangeEffect | undefined {
  const effect = effectOf(drafts, snapshot, removed);
  if (!effect) return undefined;
  const { opened, closed, unasked, lacksServices } = effect;
  const said = [
    ...notes,
    ...(unasked > 0 ? [l10n.t('{0} ports in use were not checked.', unasked)] : []),
    ...(lacksServices ? [l10n.t('What depends on services with unknown endpoints was not checked.')] : []),
  ];
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
