import * as l10n from '@vscode/l10n';
import { isRecord } from '../../../base/json';
import type { Writing } from '../../../policy/calico3/defaults';
import { ClusterError } from '../../connection/errors';
import { settle, type Fate } from '../../connection/outcome';
import type { ApiAnswer, ApiPost, KubernetesApi } from '../api/client';
import type { ServedApis } from '../api/discovery';
import { isStatus } from '../api/status';
import { objectKey, storedObject, type ObjectId, type StoredObject } from '../objects';
import { pathOf, RESOURCES, type ServedResource } from '../resources';
import { metadataOf, toApply, toCreate, toReplace, type ApiObjectJson } from './bodies';
import { fateOfChange, isManagedByUs, MANAGER, readObject } from './fate';
import { hasApplied, isStoredAs } from './same';

export interface WriteOptions {
  readonly signal?: AbortSignal;
  /** The server checks the change, and answers what it would make of it, but makes none. Nobody is asked. */
  readonly isDryRun?: boolean;
}

export interface SaveOptions extends WriteOptions {
  /**
   * `replace`: the object is stored as given. `apply`: the given fields are stored and from then on managed by this
   * program; fields of other managers stay. Where a server can't apply, it is replaced.
   */
  readonly how: 'replace' | 'apply';
  /** Takes over fields that others manage, for `apply`. */
  readonly force?: boolean;
}

/** A written object as the server stored it, or would have. */
export interface Written {
  readonly object: StoredObject;
  /** The server's warnings. */
  readonly warnings: readonly string[];
}

/** What became of a removed object: it is gone, or held by a finalizer until another program lets it go. */
export type Removal = 'gone' | 'held';

/**
 * Writes policies and what belongs to them, each change once. A lost answer is resolved by reading. All methods throw
 * {@link ClusterError}: `conflict` if the object has changed since it was read, `invalid` with the fields that the
 * server refuses, `forbidden`, and `unknown-outcome` if reading can't tell what became of a change.
 */
export class KubernetesWriter {
  /** @param apis Returns what the server has now. */
  constructor(
    private readonly api: KubernetesApi,
    private readonly apis: () => ServedApis,
  ) {}

  /** Creates an object. @throws ClusterError `conflict` if there is one of that name. */
  async create(object: ApiObjectJson, options: WriteOptions = {}): Promise<Written> {
    const { resource, id } = this.#target(object);
    const body = toCreate(resource, object, id.namespace);
    const what = l10n.t('create the {0} {1}', resource.type.kind, objectKey(id));
    return this.#settle(resource, id, what, options, {
      write: () =>
        this.#send(
          { method: 'POST', what, path: pathOf(resource, id.namespace), query: { fieldValidation: 'Strict' }, body },
          options,
        ),
      find: async (signal) => {
        const found = await readObject(this.api, resource, id, what, signal);
        const isOurs = found && (isStoredAs(body, found, this.#writing) || isManagedByUs(found));
        return isOurs ? { kind: 'made', value: found } : { kind: 'not-made' };
      },
    });
  }

  /**
   * Changes an object.
   * @param before The object as it was read. If it is another one by now, nothing is changed.
   */
  async save(before: StoredObject, object: ApiObjectJson, options: SaveOptions): Promise<Written> {
    const { resource, id } = this.#target(object);
    if (objectKey(id) !== objectKey(before.id) || id.resource !== before.id.resource)
      throw new ClusterError(
        'invalid',
        l10n.t('An object can’t be saved under another name, namespace or kind.'),
        l10n.t('Create a new object, and remove the old one.'),
      );
    if (options.how === 'replace') return this.#replace(resource, before, object, options);
    try {
      return await this.#apply(resource, before, object, options);
    } catch (error) {
      // Calico's API server did not find the policies that it was to apply (calico#12841).
      if (!isStatus(error, 404) && !isStatus(error, 405) && !isStatus(error, 415)) throw error;
      return this.#replace(resource, before, object, options);
    }
  }

  /** Removes an object. @param before The object as it was read. If it is another one by now, it stays. */
  async remove(before: StoredObject, options: WriteOptions = {}): Promise<Removal> {
    const { id, uid, resourceVersion } = before;
    const resource = this.#served(id.resource);
    const what = l10n.t('remove the {0} {1}', resource.type.kind, objectKey(id));
    const write = async () => {
      const { value } = await this.#send(
        {
          method: 'DELETE',
          what,
          path: pathOf(resource, id.namespace, id.name),
          body: {
            apiVersion: 'v1',
            kind: 'DeleteOptions',
            propagationPolicy: 'Background',
            preconditions: { uid, resourceVersion },
          },
        },
        options,
      );
      if (isRecord(value) && value['kind'] === 'Status') return 'gone';
      if (!storedObject(resource, value)) throw this.api.foreign(what, true);
      return 'held';
    };
    if (options.isDryRun) return write();
    return settle<Removal>({
      subject: subjectOf(resource, id),
      write,
      find: async (signal) => {
        const found = await readObject(this.api, resource, id, what, signal);
        const head = found && metadataOf(found);
        if (head?.['uid'] !== uid) return { kind: 'made', value: 'gone' };
        return typeof head['deletionTimestamp'] === 'string' ? { kind: 'made', value: 'held' } : { kind: 'not-made' };
      },
    });
  }

  async #replace(
    resource: ServedResource,
    before: StoredObject,
    object: ApiObjectJson,
    options: SaveOptions,
  ): Promise<Written> {
    const { id, resourceVersion } = before;
    const what = l10n.t('change the {0} {1}', resource.type.kind, objectKey(id));
    const current = await readObject(this.api, resource, id, what, options.signal);
    if (!current || metadataOf(current)['resourceVersion'] !== resourceVersion)
      throw this.#overtaken(resource, id, current);
    const body = toReplace(resource, object, current);
    return this.#change(resource, before, options, what, (stored) => isStoredAs(body, stored, this.#writing), {
      method: 'PUT',
      query: { fieldValidation: 'Strict' },
      body,
    });
  }

  async #apply(
    resource: ServedResource,
    before: StoredObject,
    object: ApiObjectJson,
    options: SaveOptions,
  ): Promise<Written> {
    const { id, resourceVersion } = before;
    const what = l10n.t('change the {0} {1}', resource.type.kind, objectKey(id));
    const body = toApply(resource, object, id.namespace, resourceVersion);
    return this.#change(resource, before, options, what, (stored) => hasApplied(body, stored, this.#writing), {
      method: 'PATCH',
      contentType: 'application/apply-patch+yaml',
      query: { force: String(options.force ?? false) },
      body,
    });
  }

  #change(
    resource: ServedResource,
    { id, resourceVersion }: StoredObject,
    options: WriteOptions,
    what: string,
    isOurs: (stored: ApiObjectJson) => boolean,
    request: Pick<ApiPost, 'method' | 'query' | 'body' | 'contentType'>,
  ): Promise<Written> {
    return this.#settle(resource, id, what, options, {
      write: () => this.#send({ ...request, what, path: pathOf(resource, id.namespace, id.name) }, options),
      find: (signal) => fateOfChange(this.api, resource, id, resourceVersion, isOurs, what, signal),
    });
  }

  #send(request: ApiPost, { signal, isDryRun = false }: WriteOptions): Promise<ApiAnswer> {
    const query = {
      ...request.query,
      ...(request.method !== 'DELETE' && { fieldManager: MANAGER }),
      ...(isDryRun && { dryRun: 'All' }),
    };
    return this.api.send({ ...request, query, signal, isHarmless: isDryRun });
  }

  async #settle(
    resource: ServedResource,
    id: ObjectId,
    what: string,
    { isDryRun = false }: WriteOptions,
    change: {
      readonly write: () => Promise<ApiAnswer>;
      readonly find: (signal: AbortSignal) => Promise<Fate<ApiObjectJson>>;
    },
  ): Promise<Written> {
    const found = async (signal: AbortSignal): Promise<Fate<Written>> => {
      const fate = await change.find(signal);
      return fate.kind === 'made' ? { kind: 'made', value: this.#written(resource, what, fate.value) } : fate;
    };
    const write = async () => {
      const { value, warnings } = await change.write();
      return this.#written(resource, what, value, warnings);
    };
    return isDryRun ? write() : settle({ subject: subjectOf(resource, id), write, find: found });
  }

  #written(resource: ServedResource, what: string, value: unknown, warnings: readonly string[] = []): Written {
    const object = storedObject(resource, value);
    if (!object) throw this.api.foreign(what, true);
    return { object, warnings };
  }

  /** Returns the resource and the name of an object to write. */
  #target(object: ApiObjectJson): { readonly resource: ServedResource; readonly id: ObjectId } {
    const { apiVersion, kind } = object;
    const group = typeof apiVersion === 'string' && apiVersion.includes('/') ? apiVersion.split('/')[0] : '';
    const [name] = [...RESOURCES].find(([, type]) => type.kind === kind && type.group === group) ?? [];
    const head = metadataOf(object);
    if (name === undefined || typeof head['name'] !== 'string' || head['name'] === '')
      throw new ClusterError('invalid', l10n.t('An object must have an apiVersion and kind of policy, and a name.'));
    const resource = this.#served(name);
    const { namespace = this.api.context.namespace ?? 'default' } = head;
    return {
      resource,
      id: {
        resource: name,
        ...(resource.type.isNamespaced && { namespace: String(namespace) }),
        name: head['name'],
      },
    };
  }

  #served(name: string): ServedResource {
    const { resources, calico } = this.apis();
    const resource = resources.get(name);
    if (!resource)
      throw new ClusterError(
        'invalid',
        l10n.t('{0} does not have {1}.', this.api.server, name),
        l10n.t('Install their API in the cluster.'),
      );
    // They hold what Calico's API server has checked and completed.
    if (calico === 'raw-crd' && resource.type.group === 'projectcalico.org')
      throw new ClusterError(
        'read-only',
        l10n.t(
          '{0} offers {1} only as Calico stores them. Nothing was changed, because nothing would check the change.',
          this.api.server,
          name,
        ),
        l10n.t('Install Calico’s API server, or change them with calicoctl.'),
      );
    return resource;
  }

  #overtaken(resource: ServedResource, id: ObjectId, current: ApiObjectJson | undefined): ClusterError {
    return current
      ? new ClusterError(
          'conflict',
          l10n.t(
            'The {0} {1} has been changed in the meantime. Nothing was changed.',
            resource.type.kind,
            objectKey(id),
          ),
          l10n.t('Load the object again and repeat the change.'),
        )
      : new ClusterError(
          'not-found',
          l10n.t('The {0} {1} has been removed in the meantime.', resource.type.kind, objectKey(id)),
        );
  }

  get #writing(): Writing {
    const { calico } = this.apis();
    return calico === 'absent' ? 'api-server' : calico;
  }
}

function subjectOf({ type }: ServedResource, id: ObjectId): string {
  return l10n.t('The {0} {1}', type.kind, objectKey(id));
}
