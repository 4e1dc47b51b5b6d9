import * as l10n from '@vscode/l10n';
import { isDeepStrictEqual } from 'node:util';
import { isClusterError, messageOf } from './errors';
import { Emitter, type Disposable } from '../../base/emitter';
import { dataOf, problemsOf } from '../model/indexes';
import type { Failure, MarathonData, Network, Observation, Part, PolicyData, Snapshot } from '../model/snapshot';
import { Grace } from './grace';
import { followForever, type Source } from './source';
import { staleParts } from '../model/staleness';
import { ReferenceCount } from '../../base/reference-count';

/** The sources of a cluster's data. Unconfigured parts are left out. */
export interface ClusterSources {
  readonly isKubernetes?: true;
  readonly policy: Source<DatastoreData>;
  readonly marathon?: Source<MarathonData>;
  /** Networks from Docker. Without it, they come from the datastore. */
  readonly networks?: Source<readonly Network[]>;
  /** Queries the collector once. Never throws for failures of the collector, which are part of the observation. */
  readonly observe?: (signal: AbortSignal) => Promise<Observation>;
}

/** The content of the datastore: Calico's policy and libnetwork's records of the networks. */
export interface DatastoreData {
  readonly policy: PolicyData;
  readonly networks: readonly Network[];
  /** Why the networks can't be read, if they can't. */
  readonly networkProblems?: readonly Failure[];
}

export interface StoreOptions {
  /** Milliseconds between two polls of the collector while it is watched. */
  readonly pollInterval: () => number;
  readonly log: (message: string) => void;
  /** Milliseconds for which trouble is not shown where there is earlier data: it may pass. */
  readonly patience?: number;
}

/** The default of {@link StoreOptions.patience}. */
const PATIENCE = 3_000;

type PartName = 'policy' | 'marathon' | 'networks';

/** Milliseconds after a policy change at which the collector is polled early. The probes need time to notice. */
const AFTER_CHANGE = [60, 250];

/** Milliseconds after which a displayed age is updated. */
const AGE_STEP = 5_000;

const EMPTY: Snapshot = {
  policy: { state: 'loading' },
  marathon: { state: 'absent' },
  networks: { state: 'loading' },
  observation: { state: 'none' },
};

/** Holds the current snapshot of a cluster and follows its sources until it is disposed. */
export class ClusterStore implements Disposable {
  readonly #changed: Emitter<Snapshot>;
  readonly onDidChange: Emitter<Snapshot>['event'];
  readonly #end = new AbortController();
  readonly #sources: ClusterSources;
  readonly #options: StoreOptions;
  #snapshot: Snapshot;
  #policySince = Date.now();
  readonly #watchers = new ReferenceCount(
    () => this.#startPolling(),
    () => this.#stopPolling(),
  );
  #poll: NodeJS.Timeout | undefined;
  #afterChange: NodeJS.Timeout[] = [];
  #question: AbortController | undefined;
  #aging: NodeJS.Timeout | undefined;
  readonly #grace: Grace<PartName | 'observation'>;
  #hurry = new AbortController();

  constructor(sources: ClusterSources, options: StoreOptions) {
    this.#sources = sources;
    this.#options = options;
    this.#grace = new Grace(options.patience ?? PATIENCE);
    this.#changed = new Emitter((error) =>
      options.log(l10n.t('A view failed to show the cluster: {0}', messageOf(error))),
    );
    this.onDidChange = this.#changed.event;
    this.#snapshot = {
      ...EMPTY,
      ...(sources.isKubernetes && { isKubernetes: true }),
      marathon: { state: sources.marathon ? 'loading' : 'absent' },
    };
    const { signal } = this.#end;
    const hurry = () => this.#hurry.signal;
    void followForever(
      sources.policy,
      ({ policy, networks, networkProblems }, problems) =>
        this.#deliver({
          policy: ready(policy, problems),
          ...(!sources.networks && { networks: ready(networks, networkProblems) }),
        }),
      (error) => this.#fail(error, sources.networks ? ['policy'] : ['policy', 'networks']),
      signal,
      hurry,
    );
    if (sources.marathon)
      void followForever(
        sources.marathon,
        (data, problems) => this.#deliver({ marathon: ready(data, problems) }),
        (error) => this.#fail(error, ['marathon']),
        signal,
        hurry,
      );
    if (sources.networks)
      void followForever(
        sources.networks,
        (data, problems) => this.#deliver({ networks: ready(data, problems) }),
        (error) => this.#fail(error, ['networks']),
        signal,
        hurry,
      );
  }

  get snapshot(): Snapshot {
    return this.#snapshot;
  }

  /** When the policy last changed, in milliseconds since the epoch. Initially, when the store was created. */
  get policySince(): number {
    return this.#policySince;
  }

  /**
   * Resolves with the first snapshot that meets the condition. Rejects if the signal aborts or the store is disposed.
   */
  when(condition: (snapshot: Snapshot) => boolean, signal?: AbortSignal): Promise<Snapshot> {
    const ends = signal ? AbortSignal.any([signal, this.#end.signal]) : this.#end.signal;
    return new Promise((resolve, reject) => {
      const stop = () => {
        subscription.dispose();
        reject(ends.reason as Error);
      };
      const check = (snapshot: Snapshot) => {
        if (!condition(snapshot)) return;
        subscription.dispose();
        ends.removeEventListener('abort', stop);
        resolve(snapshot);
      };
      const subscription = this.onDidChange(check);
      ends.addEventListener('abort', stop, { once: true });
      if (ends.aborted) stop();
      else check(this.#snapshot);
    });
  }

  /** Polls the collector until the returned disposable is disposed. Sends no requests while nobody watches. */
  watchObservation(): Disposable {
    return this.#watchers.use();
  }

  /** Reads again now whatever waits after a failure. */
  retry(): void {
    const before = this.#hurry;
    this.#hurry = new AbortController();
    before.abort();
    if (this.#watchers.inUse) void this.#observe();
  }

  dispose(): void {
    this.#end.abort();
    this.#grace.dispose();
    this.#stopPolling();
    clearInterval(this.#aging);
    this.#changed.dispose();
  }

  #startPolling(): void {
    if (!this.#sources.observe) return;
    if (this.#snapshot.observation.state === 'none') this.#set({ observation: { state: 'loading' } });
    const next = () => {
      this.#poll = setTimeout(next, this.#options.pollInterval());
      void this.#observe();
    };
    next();
  }

  #stopPolling(): void {
    clearTimeout(this.#poll);
    this.#afterChange.forEach(clearTimeout);
    this.#afterChange = [];
    this.#question?.abort();
    this.#question = undefined;
  }

  async #observe(): Promise<void> {
    const { observe } = this.#sources;
    // One request at a time: a collector behind a drop policy answers late, and requests must not pile up.
    if (!observe || this.#question || this.#end.signal.aborted) return;
    const question = (this.#question = new AbortController());
    const signal = AbortSignal.any([question.signal, this.#end.signal]);
    try {
      const observation = await observe(signal);
      if (!signal.aborted) this.#observed(observation);
    } catch (error) {
      if (!signal.aborted) this.#options.log(l10n.t('Querying the collector failed: {0}', messageOf(error)));
    } finally {
      if (this.#question === question) this.#question = undefined;
    }
  }

  /** A collector that answered before gets some time to answer again. Its last answer stays. */
  #observed(observation: Observation): void {
    const before = this.#snapshot.observation;
    const last = before.state === 'answered' ? before : 'last' in before ? before.last : undefined;
    if (observation.state !== 'unreachable' && observation.state !== 'not-a-collector') {
      this.#grace.over('observation');
      this.#set({ observation });
    } else if (before.state === 'answered')
      this.#grace.trouble('observation', () => this.#set({ observation: { ...observation, last: before } }));
    else this.#set({ observation: { ...observation, ...(last && { last }) } });
  }

  /** Applies parts and logs each of their problems once. */
  #deliver(parts: Partial<Pick<Snapshot, 'policy' | 'marathon' | 'networks'>>): void {
    for (const [name, part] of Object.entries(parts)) {
      this.#grace.over(name as keyof typeof parts);
      const before = problemsOf(this.#snapshot[name as keyof typeof parts]).map(({ message }) => message);
      for (const { message } of problemsOf(part)) if (!before.includes(message)) this.#options.log(message);
    }
    this.#set(parts);
  }

  /** Applies changes. Deep-equal parts keep their identity, and no change means no event. */
  #set(change: Partial<Snapshot>): void {
    const before = this.#snapshot;
    const policy = change.policy ? keep(before.policy, change.policy) : before.policy;
    const after: Snapshot = {
      ...(before.isKubernetes && { isKubernetes: true }),
      policy,
      marathon: change.marathon ? keep(before.marathon, change.marathon) : before.marathon,
      networks: change.networks ? keep(before.networks, change.networks) : before.networks,
      observation: change.observation ?? before.observation,
    };
    const same =
      after.policy === before.policy &&
      after.marathon === before.marathon &&
      after.networks === before.networks &&
      after.observation === before.observation;
    if (same) return;
    this.#snapshot = after;
    if (after.policy !== before.policy) this.#policySince = Date.now();
    if (after.policy !== before.policy && this.#watchers.inUse) this.#askSoon();
    this.#age();
    this.#changed.fire(after);
  }

  /** Fires while a part is stale, so that its displayed age is updated. */
  #age(): void {
    clearInterval(this.#aging);
    this.#aging =
      staleParts(this.#snapshot).length === 0
        ? undefined
        : setInterval(() => this.#changed.fire(this.#snapshot), AGE_STEP);
  }

  #askSoon(): void {
    // A request that hangs because of the old policy would delay seeing the effect of the new one.
    this.#question?.abort();
    this.#question = undefined;
    this.#afterChange.forEach(clearTimeout);
    this.#afterChange = AFTER_CHANGE.map((pause) => setTimeout(() => void this.#observe(), pause));
  }

  #fail(error: unknown, parts: readonly PartName[]): void {
    const failure = failureOf(error);
    this.#options.log(`${failure.message}${isClusterError(error) && error.detail ? ` (${error.detail})` : ''}`);
    const failed = <T>(part: Part<T>, since: number): Part<T> => {
      const data = dataOf(part);
      return {
        state: 'failed',
        failure,
        since: part.state === 'failed' ? part.since : since,
        ...(data !== undefined && { data }),
      };
    };
    const show = (names: readonly PartName[], since: number) =>
      this.#set({
        ...(names.includes('policy') && { policy: failed(this.#snapshot.policy, since) }),
        ...(names.includes('marathon') && { marathon: failed(this.#snapshot.marathon, since) }),
        ...(names.includes('networks') && { networks: failed(this.#snapshot.networks, since) }),
      });
    const current = parts.filter((name) => this.#snapshot[name].state === 'ready');
    show(
      parts.filter((name) => !current.includes(name)),
      Date.now(),
    );
    for (const name of current) this.#grace.trouble(name, (since) => show([name], since));
  }
}

function ready<T>(data: T, problems: readonly Failure[] = []): Part<T> {
  return { state: 'ready', data, ...(problems.length > 0 && { problems }) };
}

function keep<T>(before: Part<T>, after: Part<T>): Part<T> {
  return isDeepStrictEqual(before, after) ? before : after;
}

/** Converts any thrown value to a failure that can be stored and shown. */
export function failureOf(error: unknown): Failure {
  if (isClusterError(error))
    return { kind: error.kind, message: error.message, ...(error.advice !== undefined && { advice: error.advice }) };
  return { kind: 'server', message: messageOf(error), advice: l10n.t('See the log for details.') };
}
