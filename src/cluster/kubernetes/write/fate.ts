import { isRecord } from '../../../base/json';
import type { Fate } from '../../connection/outcome';
import type { KubernetesApi } from '../api/client';
import { isStatus } from '../api/status';
import { watchList } from '../api/watch';
import type { ObjectId } from '../objects';
import { pathOf, type ServedResource } from '../resources';
import { metadataOf, type ApiObjectJson } from './bodies';

/** Who writes, as the server notes it in the objects. */
export const MANAGER = 'calico-stars';

/** Reads an object. Returns undefined if there is none of that name. */
export async function readObject(
  api: KubernetesApi,
  resource: ServedResource,
  { namespace, name }: Pick<ObjectId, 'namespace' | 'name'>,
  what: string,
  signal?: AbortSignal,
): Promise<ApiObjectJson | undefined> {
  try {
    const { value } = await api.get({ what, path: pathOf(resource, namespace, name), signal });
    return isRecord(value) ? value : undefined;
  } catch (error) {
    if (isStatus(error, 404)) return undefined;
    throw error;
  }
}

/**
 * Determines what became of a change whose answer was lost. It was only valid for one state of the object, so that it
 * was made exactly if the first change since then is ours. That is looked up in the history, which later changes don't
 * hide.
 * @param isOurs Whether an object is what the change would have made.
 */
export async function fateOfChange(
  api: KubernetesApi,
  resource: ServedResource,
  id: ObjectId,
  before: string,
  isOurs: (object: ApiObjectJson) => boolean,
  what: string,
  signal: AbortSignal,
): Promise<Fate<ApiObjectJson>> {
  const current = await readObject(api, resource, id, what, signal);
  if (current && metadataOf(current)['resourceVersion'] === before) return { kind: 'not-made' };
  const end = new AbortController();
  const request = {
    name: resource.name,
    path: pathOf(resource, id.namespace),
    query: { fieldSelector: `metadata.name=${id.name}` },
  };
  try {
    for await (const event of watchList(api, request, before, AbortSignal.any([signal, end.signal]))) {
      if (event.kind === 'delete') return { kind: 'not-made' };
      if (event.kind === 'put' && isRecord(event.object))
        return isOurs(event.object) ? { kind: 'made', value: event.object } : { kind: 'not-made' };
    }
  } catch (error) {
    // The history no longer reaches back that far. Only the current state can show it.
    if (!isStatus(error, 410)) throw error;
  } finally {
    end.abort();
  }
  return current && isOurs(current) ? { kind: 'made', value: current } : { kind: 'unknown' };
}

/** Whether the object was written by this program: created, by those who find it where they wanted to create one. */
export function isManagedByUs(object: ApiObjectJson): boolean {
  const { managedFields } = metadataOf(object);
  return (
    Array.isArray(managedFields) &&
    managedFields.some((entry: unknown) => isRecord(entry) && entry['manager'] === MANAGER)
  );
}
