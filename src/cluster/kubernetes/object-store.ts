import * as l10n from '@vscode/l10n';
import { writtenKind } from '../../policy/resources';
import { Emitter } from '../../base/emitter';
import { isRecord, parseJson } from '../../base/json';
import type { Rights } from '../connection/rights';
import type { ObjectStore, Replaced } from '../connection/opened';
import { ClusterError, isClusterError, messageOf } from '../connection/errors';
import { resourceIdOf, type TextChange, type TextObject } from '../etcd/change';
import type { TextReplacement } from '../etcd/texts';
import type { KubernetesApi } from './api/client';
import { storedObject, type StoredObject } from './objects';
import { resourceOf } from './policy-data';
import type { ServedApis } from './api/discovery';
import { readObject } from './write/fate';
import type { KubernetesWriter } from './write/writer';

interface Parts {
  readonly api: KubernetesApi;
  readonly apis: () => ServedApis;
  readonly writer: KubernetesWriter;
  readonly rights: Pick<Rights, 'forget'>;
  readonly log: (message: string) => void;
}

/** Policies and what belongs to them, in the API. All methods throw {@link ClusterError}. */
export class KubernetesObjects implements ObjectStore {
  readonly #written: Emitter<TextChange>;
  readonly onDidWrite: Emitter<TextChange>['event'];
  /** The API changes one object at a time. */
  readonly mostAtOnce = 1;

  constructor(private readonly parts: Parts) {
    this.#written = new Emitter((error) => parts.log(l10n.t('A change could not be recorded: {0}', messageOf(error))));
    this.onDidWrite = this.#written.event;
  }

  async present(object: TextObject, signal?: AbortSignal): Promise<string | undefined> {
    return textOf(await this.#read(object, signal));
  }

  async replace(
    object: TextObject,
    expected: string | undefined,
    wanted: string | undefined,
    { undoes, signal, revision }: Parameters<ObjectStore['replace']>[3] = {},
  ): Promise<Replaced> {
    const before = await this.#read(object, signal);
    const current = textOf(before);
    const isAsExpected =
      (current === undefined) === (expected === undefined) &&
      (revision === undefined ? isSameContent(current, expected) : before?.resourceVersion === revision);
    if (!isAsExpected) return { kind: 'moved-on', current };
    let after: StoredObject | undefined;
    try {
      after = await this.#write(before, wanted, signal);
    } catch (error) {
      if (isClusterError(error) && error.kind === 'forbidden') this.parts.rights.forget();
      if (!isClusterError(error) || error.kind !== 'conflict') throw error;
      return { kind: 'moved-on', current: await this.present(object, signal) };
    }
    this.#written.fire({ object, before: current, after: textOf(after), ...(undoes !== undefined && { undoes }) });
    return { kind: 'done', stored: () => Promise.resolve(after?.stored) };
  }

  async replaceAll(_verb: string, replacements: readonly TextReplacement[], signal?: AbortSignal): Promise<boolean> {
    const [only] = replacements;
    if (!only || replacements.length > 1)
      throw new ClusterError('invalid', l10n.t('Kubernetes can’t change several objects at one moment.'));
    const { object, expected, wanted, revision } = only;
    const done = await this.replace(object, expected, wanted, { revision, ...(signal && { signal }) });
    return done.kind === 'done';
  }

  /** Returns the object as the server stored it; undefined if it was removed. */
  async #write(
    before: StoredObject | undefined,
    wanted: string | undefined,
    signal: AbortSignal | undefined,
  ): Promise<StoredObject | undefined> {
    const { writer } = this.parts;
    const options = signal ? { signal } : {};
    if (wanted === undefined) {
      if (before) await writer.remove(before, options);
      return undefined;
    }
    const value = parseJson(wanted);
    if (!isRecord(value)) throw new ClusterError('invalid', l10n.t('The text is not an object.'));
    // A document shows the whole object, so what it leaves out is to be removed, whoever set it.
    const { object } = before
      ? await writer.save(before, value, { ...options, how: 'replace' })
      : await writer.create(value, options);
    return object;
  }

  async #read(object: TextObject, signal: AbortSignal | undefined): Promise<StoredObject | undefined> {
    if (object.kind !== 'resource') return undefined;
    const id = resourceIdOf(object);
    const name = resourceOf(id);
    const resource = name === undefined ? undefined : this.parts.apis().resources.get(name);
    if (!resource)
      throw new ClusterError(
        'invalid',
        l10n.t('{0} has no objects of the kind {1}.', this.parts.api.server, writtenKind(id.kind)),
      );
    const what = l10n.t('read the {0} {1}', writtenKind(id.kind), id.name);
    const found = await readObject(this.parts.api, resource, id, what, signal);
    return found && storedObject(resource, found);
  }
}

function textOf(object: StoredObject | undefined): string | undefined {
  return object?.stored?.text;
}

/** Fields that the server sets anew with each change, or with each creation. */
const OF_SERVER = ['resourceVersion', 'generation', 'uid', 'creationTimestamp'];

/** Whether two texts are the same object, apart from what the server notes about its changes. */
function isSameContent(a: string | undefined, b: string | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && contentOf(a) === contentOf(b));
}

function contentOf(text: string): string {
  const value = parseJson(text);
  if (!isRecord(value) || !isRecord(value['metadata'])) return text;
  const own = Object.entries(value['metadata']).filter(([field]) => !OF_SERVER.includes(field));
  return JSON.stringify({ ...value, metadata: Object.fromEntries(own) });
}
