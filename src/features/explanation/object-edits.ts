import * as l10n from '@vscode/l10n';
import { isRecord } from '../../base/json';
import { dataOf } from '../../cluster/model/indexes';
import type { Snapshot } from '../../cluster/model/snapshot';
import { namesOf } from '../../cluster/model/workloads';
import type { Rule } from '../../policy/calico3/objects';
import { formatRule } from '../../policy/resources';
import { nameOf, placeText } from '../../policy/explain';
import { allowingEdits, type AllowingEdits, type ObjectEdit } from '../../policy/explain/edits';
import type { Flow } from '../../policy/model/flow';
import { protocolName } from '../../policy/model/protocol';
import { formatCell, type ConnectivityChange } from '../../policy/reach';
import type { CompiledModel } from '../../policy/verdict';
import { blocksOf, type PlannedChange } from './changes';
import { editedObjects } from './object-changes';
import type { EditView } from './protocol';

/** Maximum number of connections that are listed. */
const LISTED = 5;

/** Accepts a change that an explanation offers, and returns its ID. */
export type Offering = (title: string, change: PlannedChange) => string;

/** Describes the least edits of objects that would allow a flow, with what each opens and closes. */
export function editViews(flow: Flow, model: CompiledModel, snapshot: Snapshot, offer: Offering): EditView[] {
  return allowingEdits(flow, model).map((found) => editView(found, snapshot, offer));
}

function editView({ edits, changes }: AllowingEdits, snapshot: Snapshot, offer: Offering): EditView {
  const texts = edits.map(({ object, path, value }) =>
    l10n.t('Add {0} to {1} of {2}.', valueText(value), placeText(path.slice(0, -1)), nameOf(object)),
  );
  const effect = { opens: listed(changes, 'opened', snapshot), closes: listed(changes, 'closed', snapshot) };
  const objects = editedObjects(edits, dataOf(snapshot.policy));
  const title = l10n.t('Allow This');
  return {
    text: texts.join(' '),
    ...effect,
    ...(objects && {
      change: {
        id: offer(title, { edits: [], lists: [], drafts: [], policies: [], objects }),
        title,
        lists: objects.map(({ stored: { id }, before, after }) => ({
          title: `${id.kind} ${id.namespace === undefined ? id.name : `${id.namespace}/${id.name}`}`,
          blocks: blocksOf(before.trimEnd().split('\n'), after.trimEnd().split('\n')),
        })),
        ...effect,
      },
    }),
  };
}

/** A rule in one line, or a port. */
export function valueText(value: ObjectEdit['value']): string {
  if (isRecord(value) && typeof value['action'] === 'string') return `“${formatRule(value as unknown as Rule)}”`;
  return typeof value === 'number' ? String(value) : JSON.stringify(value);
}

function listed(changes: readonly ConnectivityChange[], list: 'opened' | 'closed', snapshot: Snapshot): string[] {
  const all = changes.filter((change) => change[list].length > 0);
  const shown = all.slice(0, LISTED).map(({ from, to, [list]: ranges }) => {
    const ports = ranges.map(({ protocol, first, last }) => {
      const name = protocolName(protocol).toLowerCase();
      return first === last ? `${name} ${first}` : `${name} ${first}–${last}`;
    });
    return `${groupText(from, snapshot)} → ${groupText(to, snapshot)} (${ports.join(', ')})`;
  });
  const more = all.length - shown.length;
  return more > 0 ? [...shown, l10n.t('and {0} more', more)] : shown;
}

function groupText(group: ConnectivityChange['from'], snapshot: Snapshot): string {
  if (group.kind === 'outside') return formatCell(group.cell);
  const { party } = namesOf(snapshot);
  const [first, ...others] = group.members.map(({ id }) => party?.(id) ?? id);
  return others.length === 0 ? (first ?? '') : l10n.t('{0} and {1} like it', first ?? '', others.length);
}
