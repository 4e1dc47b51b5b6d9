import * as l10n from '@vscode/l10n';
import { DEEPEST, isTooDeep } from '../../../base/json';
import { absoluteId } from '../path-id';

/** A group definition from a file. */
export interface GroupFile {
  readonly kind: 'group';
  /** As written: absolute with a leading `/`, or relative; undefined if there is none. */
  readonly id: string | undefined;
  /** The IDs of its direct apps, absolute if the group has an ID. */
  readonly apps: readonly string[];
  readonly definition: object;
}

/** Why a text is not a group definition. */
export interface NoGroup {
  readonly kind: 'invalid';
  readonly reason: string;
  /** The offset of the error in the text, if known. */
  readonly offset?: number;
}

/** Reads a Marathon group definition, or explains why the text isn't one. */
export function parseGroupFile(text: string): GroupFile | NoGroup {
  if (isTooDeep(text)) return { kind: 'invalid', reason: l10n.t('It is nested more than {0} levels deep.', DEEPEST) };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return notJson(text, error);
  }
  if (Array.isArray(value))
    return {
      kind: 'invalid',
      reason: l10n.t('It is an array. A group is an object with an "id" and an "apps" array.'),
    };
  if (typeof value !== 'object' || value === null)
    return {
      kind: 'invalid',
      reason: l10n.t('It is not an object. A group is an object with an "id" and an "apps" array.'),
    };
  const fields = new Map<string, unknown>(Object.entries(value));
  const id = fields.get('id');
  if (id !== undefined && typeof id !== 'string')
    return { kind: 'invalid', reason: l10n.t('Its "id" is not a string.') };
  const [apps, groups] = [fields.get('apps'), fields.get('groups')];
  if (apps === undefined && groups === undefined) {
    return {
      kind: 'invalid',
      reason:
        fields.has('cmd') || fields.has('container')
          ? l10n.t('It is a single app, not a group. Put it into the "apps" array of a group.')
          : l10n.t('It has neither "apps" nor "groups", so it is not a group.'),
    };
  }
  if (apps !== undefined && !Array.isArray(apps))
    return { kind: 'invalid', reason: l10n.t('Its "apps" is not an array.') };
  if (groups !== undefined && !Array.isArray(groups))
    return { kind: 'invalid', reason: l10n.t('Its "groups" is not an array.') };
  const ids = ((apps ?? []) as unknown[]).map(idOf);
  const nameless = ids.indexOf(undefined);
  if (nameless >= 0) return { kind: 'invalid', reason: l10n.t('App {0} of its "apps" has no "id".', nameless + 1) };
  return {
    kind: 'group',
    id,
    apps: ids.flatMap((app) => (app === undefined ? [] : resolved(app, id))),
    definition: value,
  };
}

/**
 * Returns the group that a PUT to the root changes: the ID in the body takes precedence over the path, and a relative
 * ID is resolved against the root (Marathon's GroupsResource).
 */
export function effectiveGroup(id: string): string {
  return absoluteId(id);
}

/** Returns the ID of a group's app, absolute if the group's ID is known. */
function resolved(app: string, group: string | undefined): string {
  return group === undefined ? app : absoluteId(app, effectiveGroup(group));
}

function idOf(app: unknown): string | undefined {
  return typeof app === 'object' && app !== null && 'id' in app && typeof app.id === 'string' ? app.id : undefined;
}

/** JavaScript engines describe the location of a syntax error differently; most include the position. */
function notJson(text: string, error: unknown): NoGroup {
  const message = error instanceof Error ? error.message : String(error);
  const position = /position (\d+)/.exec(message)?.[1];
  const offset =
    position === undefined ? (message.includes('end of JSON') ? text.length : undefined) : Number(position);
  if (offset === undefined) return { kind: 'invalid', reason: l10n.t('It is not valid JSON: {0}.', message) };
  const before = text.slice(0, offset).split('\n');
  return {
    kind: 'invalid',
    reason: l10n.t(
      'It is not valid JSON: error in line {0}, column {1}.',
      before.length,
      (before.at(-1)?.length ?? 0) + 1,
    ),
    offset,
  };
}
