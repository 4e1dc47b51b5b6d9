import * as l10n from '@vscode/l10n';
import type { Connected } from '../../../../app/commands';
import { parseJson, sameJson } from '../../../../base/json';
import { ClusterError } from '../../../../cluster/connection/errors';
import { resourceObject } from '../../../../cluster/etcd/change';
import { dataOf } from '../../../../cluster/model/indexes';
import { resourceNamed } from '../../../../cluster/model/resources';
import type { Snapshot } from '../../../../cluster/model/snapshot';
import { type ResourceId, type StoredResource, writtenKind } from '../../../../policy/resources';
import { formatResource, readResourceDocument } from '../../../../policy/documents';

/** The content of the document of an object of Calico 3. */
export interface ResourceContent {
  readonly kind: 'resource';
  readonly text: string;
  readonly stored: StoredResource;
}

/** Returns the current content of an object's document; undefined if there is no such object. */
export function resourceContentOf(id: ResourceId, snapshot: Snapshot): ResourceContent | undefined {
  const stored = resourceNamed(id, dataOf(snapshot.policy));
  return stored && contentOfResource(stored);
}

/**
 * Stores an object's document if the object still has the revision that was opened.
 * @throws ClusterError if the text is invalid, or the object no longer exists.
 */
export async function storeResource(
  text: string,
  { stored }: ResourceContent,
  { objects }: Connected['cluster'],
): Promise<ResourceContent | 'conflict'> {
  const { id } = stored;
  const { problems, json } = readResourceDocument(text, id);
  if (json === undefined)
    throw invalid(
      text,
      problems.find(({ severity }) => severity === 'error'),
    );
  if (sameJson(parseJson(json), parseJson(stored.text))) return contentOfResource(stored);
  const done = await objects.replace(resourceObject(id), stored.text, json, { revision: stored.revision });
  if (done.kind === 'moved-on') {
    if (done.current === undefined) throw gone(id);
    return 'conflict';
  }
  return contentOfResource((await done.stored?.()) ?? stored);
}

function contentOfResource(stored: StoredResource): ResourceContent {
  return { kind: 'resource', text: formatResource(stored), stored };
}

function invalid(
  text: string,
  problem: { readonly start: number; readonly message: string } | undefined,
): ClusterError {
  const line = text.slice(0, problem?.start ?? 0).split('\n').length;
  return new ClusterError(
    'invalid',
    l10n.t('Line {0}: {1}', line, problem?.message ?? ''),
    l10n.t('Nothing was saved. Correct the error and save again.'),
  );
}

function gone({ kind, name }: ResourceId): ClusterError {
  return new ClusterError(
    'not-found',
    l10n.t('The {0} {1} no longer exists: someone else removed it.', writtenKind(kind), name),
    l10n.t('Nothing was saved, and the text stays in the editor. Create the object again, then save.'),
  );
}
