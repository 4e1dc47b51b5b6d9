import * as l10n from '@vscode/l10n';
import { pause, RetryBackoff } from '../../base/backoff';
import { RateLimit } from '../../base/rate-limit';
import { ClusterError, isClusterError, messageOf } from '../connection/errors';
import type { KubernetesApi } from './api/client';
import { listAll, type ListRequest } from './api/pages';
import { isStatus, StatusError } from './api/status';
import { watchList } from './api/watch';
import { objectKey, renewed, storedObject, type StoredObject } from './objects';
import { pathOf, type ServedResource } from './resources';

/** Milliseconds between two lists while changes can't be watched. */
export const POLL = 10_000;

/** Number of silent watches in a row after which the list is read anew. */
const MOST_SILENCES = 2;

/** Milliseconds after which an open watch counts as working, though nothing happens. */
const STEADY = 1_000;

/** What a follower tells about its list. */
export interface FollowerEvents {
  /** The objects, or why they can't be had, are other ones. */
  changed(): void;
  /** The server does not have the resource any longer. */
  vanished(): void;
}

/**
 * Follows the objects of one resource, in all namespaces or in one. Keeps them, and where it stopped, for the next time
 * that it follows.
 */
export class ListFollower {
  readonly #objects = new Map<string, StoredObject>();
  readonly #rateLimit = new RateLimit();
  readonly #refusals = new RetryBackoff(2_000, 300_000);
  readonly #losses = new RetryBackoff(1_000, 300_000);
  /** The state of the cluster that the objects show. */
  #version: string | undefined;
  #failure: Error | undefined;
  #deaf: { readonly error: unknown; readonly until: number } | undefined;
  #tooDeep = 0;
  #isCurrent = false;
  #revision = 0;
  #silences = 0;
  /** The number of watches in a row that did not work. */
  #lost = 0;

  constructor(
    private readonly api: KubernetesApi,
    readonly resource: ServedResource,
    readonly namespace: string | undefined,
    private readonly events: FollowerEvents,
  ) {}

  /** In the order in which they were first seen. */
  get objects(): Iterable<StoredObject> {
    return this.#objects.values();
  }

  /** Counts the changes of objects. */
  get revision(): number {
    return this.#revision;
  }

  /** Whether an answer has come since it follows: objects or a failure. */
  get isSettled(): boolean {
    return this.#isCurrent || this.#failure !== undefined;
  }

  /** Why the objects can't be had. Those known are older. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  /** Why changes can't be watched. */
  get deafness(): unknown {
    return this.#deaf?.error;
  }

  /** The number of objects that can't be read at all. */
  get tooDeep(): number {
    return this.#tooDeep;
  }

  /**
   * Follows the list until the signal aborts. What concerns only this list is kept as a failure and tried again ever
   * more rarely.
   * @throws ClusterError if the server can't be reached or knows nobody with these credentials.
   */
  async follow(signal: AbortSignal): Promise<void> {
    this.#isCurrent = false;
    while (await pause(this.#rateLimit.next(), signal)) {
      try {
        if (this.#version === undefined) await this.#list(signal);
        await this.#stayInformed(signal);
      } catch (error) {
        if (isOver(signal)) return;
        if (isOfServer(error)) throw error;
        this.#fail(error);
        await pause(this.#refusals.next(), signal);
      }
    }
  }

  async #list(signal: AbortSignal): Promise<void> {
    // All that takes long is done object by object. Then the whole list shows one state.
    const read = (item: unknown): Listing | undefined => {
      const object = storedObject(this.resource, item);
      if (!object) return undefined;
      const key = objectKey(object.id);
      return { key, object: renewed(this.#objects.get(key), object) };
    };
    const { items, resourceVersion, tooDeep } = await listAll(this.api, this.#request(), read, signal);
    const gone = new Set(this.#objects.keys());
    let isChanged = tooDeep !== this.#tooDeep;
    for (const { key, object } of items) {
      gone.delete(key);
      if (this.#put(key, object)) isChanged = true;
    }
    for (const key of gone) this.#delete(key);
    this.#version = resourceVersion;
    this.#tooDeep = tooDeep;
    this.#refusals.reset();
    this.#succeed(isChanged || gone.size > 0);
  }

  /** Watches until the list must be read again, or only waits if it can't be watched. */
  async #stayInformed(signal: AbortSignal): Promise<void> {
    const silent = (this.#deaf?.until ?? 0) - performance.now();
    if (!this.resource.verbs.has('watch') || silent > 0) {
      await pause(silent > 0 ? Math.min(silent, POLL) : POLL, signal);
      this.#version = undefined;
      return;
    }
    const watch = new Watching(() => this.#hear());
    let failure: unknown;
    try {
      await this.#watch(watch, signal);
    } catch (error) {
      if (signal.aborted) throw error;
      // The server has forgotten the state that the objects show.
      if (isStatus(error, 410)) this.#version = undefined;
      failure = error;
    } finally {
      watch.end();
    }
    // One that worked goes on where it stopped.
    if (watch.hasWorked || signal.aborted) return;
    // If the server can't be had at all, it is followed again from here.
    if (!(failure instanceof StatusError)) await this.api.ping(signal);
    this.#lost += 1;
    if (this.#lost === 1) {
      // It may be a restart, or it was long ago.
      if (this.#version !== undefined) await pause(this.#losses.next(), signal);
      return;
    }
    const isNews = this.#deaf === undefined;
    this.#version = undefined;
    this.#deaf = {
      error: failure ?? new ClusterError('server', l10n.t('{0} ends watches immediately.', this.api.server)),
      until: performance.now() + this.#losses.next(),
    };
    if (isNews) this.events.changed();
  }

  /** Applies changes until the server ends the watch. */
  async #watch(watch: Watching, signal: AbortSignal): Promise<void> {
    const events = watchList(this.api, this.#request(), this.#version ?? '', signal);
    for (;;) {
      const { done, value } = await events.next();
      if (done) {
        if (value === 'silent') watch.works();
        this.#endSilence(value === 'silent');
        return;
      }
      if (value.kind === 'opened') {
        watch.open();
        if (!this.#isCurrent || this.#failure) this.#succeed(false);
        continue;
      }
      watch.works();
      this.#silences = 0;
      if (value.kind !== 'bookmark') this.#apply(value.kind, value.object);
      this.#version = value.resourceVersion;
    }
  }

  /**
   * A new watch tells what a dead connection has missed. If it is silent, too, the state that it starts from may not be
   * the cluster's any more, as after its data was restored from a backup: a watch from the future is silent for ever.
   */
  #endSilence(isSilent: boolean): void {
    this.#silences = isSilent ? this.#silences + 1 : 0;
    if (this.#silences < MOST_SILENCES) return;
    this.#silences = 0;
    this.#version = undefined;
  }

  #apply(kind: 'put' | 'delete', item: unknown): void {
    const object = storedObject(this.resource, item);
    if (!object) return;
    const key = objectKey(object.id);
    const isNews = kind === 'delete' ? this.#delete(key) : this.#put(key, renewed(this.#objects.get(key), object));
    if (isNews) this.events.changed();
  }

  /** Returns whether the object is another one than before. */
  #put(key: string, object: StoredObject): boolean {
    if (object === this.#objects.get(key)) return false;
    this.#objects.set(key, object);
    this.#revision += 1;
    return true;
  }

  #delete(key: string): boolean {
    const isKnown = this.#objects.delete(key);
    if (isKnown) this.#revision += 1;
    return isKnown;
  }

  /** A watch works. */
  #hear(): void {
    this.#losses.reset();
    this.#lost = 0;
    if (!this.#deaf) return;
    this.#deaf = undefined;
    this.events.changed();
  }

  #succeed(isChanged: boolean): void {
    const isNews = isChanged || !this.#isCurrent || this.#failure !== undefined;
    this.#isCurrent = true;
    this.#failure = undefined;
    if (isNews) this.events.changed();
  }

  #fail(error: unknown): void {
    this.#failure = error instanceof Error ? error : new Error(messageOf(error));
    this.#version = undefined;
    if (isStatus(error, 404)) {
      for (const key of [...this.#objects.keys()]) this.#delete(key);
      this.events.vanished();
    }
    this.events.changed();
  }

  #request(): ListRequest {
    const { resource, namespace } = this;
    const { name, type } = resource;
    // The right to list one namespace may be given by its name.
    const isOneObject = type.kind === 'Namespace' && namespace !== undefined;
    return {
      name,
      path: pathOf(resource, namespace),
      ...(isOneObject && { query: { fieldSelector: `metadata.name=${namespace}` } }),
    };
  }
}

/** An object of a list, in its place among those of the resource. */
interface Listing {
  readonly key: string;
  readonly object: StoredObject;
}

/** One watch, which works if an event comes, or if it stays open for a while. */
class Watching {
  #timer: NodeJS.Timeout | undefined;
  #hasWorked = false;

  constructor(private readonly tell: () => void) {}

  get hasWorked(): boolean {
    return this.#hasWorked;
  }

  open(): void {
    this.#timer = setTimeout(() => this.works(), STEADY);
  }

  works(): void {
    if (this.#hasWorked) return;
    this.#hasWorked = true;
    clearTimeout(this.#timer);
    this.tell();
  }

  end(): void {
    clearTimeout(this.#timer);
  }
}

/** Whether an error concerns the whole server. A late or odd answer may be that of one aggregated API. */
function isOfServer(error: unknown): boolean {
  if (error instanceof StatusError) return error.status === 401;
  return isClusterError(error) && error.kind !== 'timeout' && error.kind !== 'unexpected-answer';
}

/** The type checker assumes that a signal that had not aborted a moment ago never will. */
function isOver({ aborted }: AbortSignal): boolean {
  return aborted;
}
