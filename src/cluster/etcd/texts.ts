import * as l10n from '@vscode/l10n';
import { Emitter } from '../../base/emitter';
import { policyDirectory, policyKey, tierDirectory } from '../../policy/calico1/keys';
import { resourceKey } from '../../policy/resources';
import { ClusterError, isClusterError, messageOf } from '../connection/errors';
import type { WriteGuard } from '../connection/write-guard';
import { resourceIdOf, type RestoredText, type TextChange, type TextObject } from './change';
import { commit } from './commit';
import { contend } from './contend';
import type { KeyValue, KeyValueStore } from './stores/kv';

/** The result of updating a stored object. */
export type UpdateOutcome = 'changed' | 'unchanged' | 'not-found';

interface TextOptions {
  /** The ID of the recorded change that this undoes, for the history. */
  readonly undoes?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A replacement of an object's text; undefined means no such object. */
export interface TextReplacement {
  readonly object: TextObject;
  readonly expected: string | undefined;
  readonly wanted: string | undefined;
  /** The revision that it must have, too. */
  readonly revision?: string | undefined;
}

/** Maximum number of changes that etcd makes at once (`--max-txn-ops`). */
const MOST_AT_ONCE = 128;

/** An object's entry, and the store's revision at which it was read. */
interface Reading {
  readonly entry: KeyValue | undefined;
  readonly since: string;
}

/** Objects that are one key each: policies, the metadata of tiers, and what Calico 3 stores. All methods throw {@link ClusterError}. */
export class StoredTexts {
  readonly #written: Emitter<TextChange>;
  /** Fires after each change written by this client, not for changes by others. */
  readonly onDidWrite: Emitter<TextChange>['event'];

  constructor(
    private readonly store: KeyValueStore,
    log: (message: string) => void,
    private readonly guard: Pick<WriteGuard, 'asOne'> | undefined,
  ) {
    this.#written = new Emitter((error) => log(l10n.t('A change could not be recorded: {0}', messageOf(error))));
    this.onDidWrite = this.#written.event;
  }

  /**
   * Reads an object, edits it and writes the result by compare-and-swap. After a lost race it reads and edits again, so
   * `edit` may be called several times. Writes nothing if it returns undefined or the same text.
   */
  update(object: TextObject, edit: (text: string) => string | undefined, signal?: AbortSignal): Promise<UpdateOutcome> {
    let reading: Reading | undefined;
    return this.#asOne(object, () =>
      contend({
        subject: subjectOf(object),
        attempt: async (): Promise<UpdateOutcome | undefined> => {
          reading = await this.#read(object, signal);
          const text = reading.entry?.value ?? undefined;
          if (text === undefined) return 'not-found';
          const edited = edit(text);
          if (edited === undefined || edited === text) return 'unchanged';
          return (await this.#write(object, reading, edited, { signal })) ? 'changed' : undefined;
        },
        current: () => (reading?.entry ? [reading.entry] : []),
        signal,
      }),
    );
  }

  /**
   * Replaces `expected` with `wanted` if the object still is as expected. undefined means no such object.
   * @param options.revision The revision that it must have, too.
   */
  async replace(
    object: TextObject,
    expected: string | undefined,
    wanted: string | undefined,
    options: TextOptions & { readonly revision?: string | undefined } = {},
  ): Promise<RestoredText> {
    const { signal, revision } = options;
    const reading = await this.#read(object, signal);
    const current = reading.entry?.value ?? undefined;
    if (current !== expected || (revision !== undefined && reading.entry?.revision !== revision))
      return { kind: 'moved-on', current };
    if (await this.#asOne(object, () => this.#write(object, reading, wanted, options))) return { kind: 'done' };
    const now = await this.#read(object, signal);
    return { kind: 'moved-on', current: now.entry?.value ?? undefined };
  }

  /** How many objects can change at one moment, so that no one sees some of them without the others. */
  get mostAtOnce(): number {
    return this.store.transact ? MOST_AT_ONCE : 1;
  }

  /**
   * Makes several replacements, or none of them if one of the objects is not as expected: at one moment, if they are no
   * more than {@link mostAtOnce}.
   * @param verb What is confirmed, as a verb phrase.
   */
  async replaceAll(verb: string, replacements: readonly TextReplacement[], signal?: AbortSignal): Promise<boolean> {
    const [first] = replacements;
    if (!first) return true;
    const readings = await Promise.all(replacements.map(({ object }) => this.#read(object, signal)));
    const isAsExpected = replacements.every(({ expected, revision }, index) => {
      const entry = readings[index]?.entry;
      return (entry?.value ?? undefined) === expected && (revision === undefined || entry?.revision === revision);
    });
    if (!isAsExpected) return false;
    const work = () =>
      commit(this.store, {
        subject: subjectOf(first.object),
        writes: replacements.map(({ object, wanted }, index) => ({
          key: keysOf(object).key,
          before: readings[index]?.entry,
          after: wanted,
        })),
        since: readings[0]?.since ?? '',
        creates: [],
        signal,
        onMade: () => {
          for (const { object, expected, wanted } of replacements)
            this.#written.fire({ object, before: expected, after: wanted });
        },
      });
    const done = await (this.guard ? this.guard.asOne(verb, work) : work());
    if (done) for (const { object, wanted } of replacements) if (wanted === undefined) await this.#tidy(object, signal);
    return done;
  }

  async #read(object: TextObject, signal: AbortSignal | undefined): Promise<Reading> {
    const { key, directory } = keysOf(object);
    const { entries, revision } = await this.store.list(directory, signal).catch((error: unknown) => {
      // Objects are read here in order to change them, so that the outcome of the change can be determined.
      if (!isClusterError(error) || error.kind === 'cancelled') throw error;
      const message = l10n.t('{0} was not changed: {1}', subjectOf(object), error.message);
      throw new ClusterError(error.kind, message, error.advice, error.detail, { cause: error });
    });
    return { entry: entries.find((entry) => entry.key === key && entry.value !== null), since: revision };
  }

  async #write(
    object: TextObject,
    { entry, since }: Reading,
    after: string | undefined,
    { undoes, signal }: TextOptions,
  ): Promise<boolean> {
    const { key } = keysOf(object);
    const before = entry?.value ?? undefined;
    const done = await commit(this.store, {
      subject: subjectOf(object),
      writes: [{ key, before: entry, after }],
      since,
      creates: [],
      signal,
      onMade: () => this.#written.fire({ object, before, after, ...(undoes !== undefined && { undoes }) }),
    });
    if (done && after === undefined) await this.#tidy(object, signal);
    return done;
  }

  /** Removes what is left of a removed tier: version 2 keeps empty directories. */
  async #tidy(object: TextObject, signal: AbortSignal | undefined): Promise<void> {
    if (object.kind !== 'tier') return;
    for (const directory of [policyDirectory(object.name), tierDirectory(object.name)])
      await this.store.removeDirectory(directory, signal);
  }

  /** The user is asked once, regardless of the number of attempts. */
  #asOne<T>(object: TextObject, work: () => Promise<T>): Promise<T> {
    return this.guard ? this.guard.asOne(verbOf(object), work) : work();
  }
}

/** An object's key, and the directory that it is read with. */
function keysOf(object: TextObject): { readonly key: string; readonly directory: string } {
  if (object.kind === 'policy') return { key: policyKey(object), directory: policyDirectory(object.tier) };
  if (object.kind === 'resource') {
    const key = resourceKey(resourceIdOf(object));
    // Version 3 lists all keys with a prefix, including the key itself.
    return { key, directory: key };
  }
  const directory = tierDirectory(object.name);
  return { key: `${directory}metadata`, directory };
}

/** Returns the subject of messages about an object. */
function subjectOf(object: TextObject): string {
  switch (object.kind) {
    case 'policy':
      return l10n.t('The policy {0}', object.name);
    case 'tier':
      return l10n.t('The tier {0}', object.name);
    case 'resource':
      return l10n.t('The {0} {1}', object.of, object.name);
  }
}

/** The change to confirm, as a verb phrase. */
function verbOf(object: TextObject): string {
  switch (object.kind) {
    case 'policy':
      return l10n.t('change the policy {0}', object.name);
    case 'tier':
      return l10n.t('change the tier {0}', object.name);
    case 'resource':
      return l10n.t('change the {0} {1}', object.of, object.name);
  }
}
