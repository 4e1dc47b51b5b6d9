import * as l10n from '@vscode/l10n';
import { dataOf } from '../../cluster/model/indexes';
import type { Snapshot } from '../../cluster/model/snapshot';
import { namesOf } from '../../cluster/model/names';
import { resourceName, ruleLines, writtenKind, type PolicyObject } from '../../policy/resources';
import { nameOf, placeText } from '../../policy/explain';
import { allowingEdits, blockingEdits, type FlowEdits, type ObjectEdit } from '../../policy/explain/edits';
import type { Flow } from '../../policy/model/flow';
import { formatCell, type ConnectivityChange } from '../../policy/reach';
import type { CompiledModel } from '../../policy/verdict';
import { blocksOf, type PlannedChange } from './changes';
import { editedObjects } from './object-changes';
import type { EditView } from './protocol';
import { rangesText } from './range-text';

/** Maximum number of connections that are listed. */
const LISTED = 5;

/** Accepts a change that an explanation offers, and returns its ID. */
export type Offering = (title: string, change: PlannedChange) => string;

/**
 * Describes the least edits of objects that would allow a denied flow, or block an allowed one, with what each opens and
 * closes.
 */
export function editViews(flow: Flow, model: CompiledModel, snapshot: Snapshot, offer: Offering): EditView[] {
  const view = (title: string) => (found: FlowEdits) => editView(title, found, snapshot, offer);
  return [
    ...allowingEdits(flow, model).map(view(l10n.t('Allow This'))),
    ...blockingEdits(flow, model).map(view(l10n.t('Block This'))),
  ];
}

function editView(title: string, { edits, changes }: FlowEdits, snapshot: Snapshot, offer: Offering): EditView {
  const texts = edits.flatMap((edit) => editText(edit) ?? []);
  const effect = { opens: listed(changes, 'opened', snapshot), closes: listed(changes, 'closed', snapshot) };
  const objects = editedObjects(edits, dataOf(snapshot.policy));
  return {
    text: texts.join(' '),
    ...effect,
    ...(objects && {
      change: {
        id: offer(title, { edits: [], lists: [], drafts: [], policies: [], objects }),
        title,
        lists: objects.map(({ stored: { id }, before, after }) => ({
          title: `${writtenKind(id.kind)} ${resourceName(id)}`,
          blocks: blocksOf(before.trimEnd().split('\n'), after.trimEnd().split('\n')),
        })),
        ...effect,
      },
    }),
  };
}

/** What an edit does, in words; undefined for one that only keeps the meaning of what is not edited. */
function editText(edit: ObjectEdit): string | undefined {
  const { kind, object, path } = edit;
  switch (kind) {
    case 'insert':
      return l10n.t('Add {0} to {1} of {2}.', valueText(edit), placeText(path.slice(0, -1)), nameOf(object));
    case 'remove':
      return l10n.t('Remove {0} from {1}.', placeText(path), nameOf(object));
    case 'set':
      return undefined;
  }
}

/** The same in a list of what is done to one object. */
export function editWords(edit: ObjectEdit): string | undefined {
  switch (edit.kind) {
    case 'insert':
      return l10n.t('add {0}', valueText(edit));
    case 'remove':
      return l10n.t('remove {0}', placeText(edit.path));
    case 'set':
      return undefined;
  }
}

/** A rule in one line, or a port. */
function valueText({ object, path: [, direction, ...rest], value }: Extract<ObjectEdit, { kind: 'insert' }>): string {
  if (object.source === 'resource' && rest.length === 1 && (direction === 'ingress' || direction === 'egress')) {
    const { apiVersion, kind } = object;
    const alone = { apiVersion, kind, spec: { [direction]: [value] } } as unknown as PolicyObject;
    const [line] = ruleLines({ read: { state: 'decoded', object: alone } }, direction);
    if (line) return `“${line.text}”`;
  }
  return typeof value === 'number' ? String(value) : JSON.stringify(value);
}

function listed(changes: readonly ConnectivityChange[], list: 'opened' | 'closed', snapshot: Snapshot): string[] {
  const all = changes.filter((change) => change[list].length > 0);
  const shown = all.slice(0, LISTED).map(({ from, to, [list]: ranges }) => {
    return `${groupText(from, snapshot)} → ${groupText(to, snapshot)} (${rangesText(ranges)})`;
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
