import * as l10n from '@vscode/l10n';
import { ClusterError, messageOf } from '../connection/errors';
import { RateLimit } from '../../base/rate-limit';
import { pause, RetryBackoff } from '../../base/backoff';
import { problemOf } from '../connection/problem';
import type { Failure } from '../model/snapshot';
import type { Deliver } from '../connection/source';
import type { DatastoreData } from '../connection/store';
import type { KeyValueStore, Listing } from './stores/kv';
import { READY } from './layout';
import { LayoutModel } from './model';
import { isWatched, PrefixReader, type ListedPrefix, type PrefixListings } from './prefixes';

/** Milliseconds during which changes are collected. calicoctl writes a profile in three steps. */
const GATHER = 5;

/**
 * Milliseconds without an event after which everything is read, because a connection may be dead or a watch stalled.
 */
const SAFETY_NET = 15_000;

/** Milliseconds that events may lag behind a reading. */
const GRACE = 2_000;

/** Milliseconds between two readings while changes can't be watched. */
const POLL = 10_000;

/** Why changes can't be watched, and when to try again. */
interface Deaf {
  readonly error: unknown;
  readonly until: number;
  /** One loss may be a restart. The second in a row is reported. */
  readonly logged: boolean;
}

/**
 * Follows the keys of Calico's layout. Watches that fail, end immediately or stall are renewed less and less often.
 * Meanwhile everything is read regularly, so the data stays available.
 */
export class KeyFollower {
  readonly #reader: PrefixReader;
  readonly #rateLimit = new RateLimit();
  readonly #rateLimits = new Map<string, RateLimit>();
  readonly #losses = new RetryBackoff(1_000, 300_000);
  #deaf: Deaf | undefined;

  constructor(private readonly store: KeyValueStore) {
    this.#reader = new PrefixReader(store);
  }

  /** Reads everything once. */
  async read(signal?: AbortSignal): Promise<DatastoreData> {
    const listings = await this.#reader.read(signal);
    return dataOf(this.#model(listings), listings);
  }

  /**
   * Delivers everything, and again after each change, until the signal aborts.
   * @throws ClusterError if reading fails.
   */
  async follow(deliver: Deliver<DatastoreData>, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      if (!(await pause(this.#rateLimit.next(), signal))) return;
      const listings = await this.#reader.read(signal);
      const model = this.#model(listings);
      const tell = () =>
        deliver(dataOf(model, listings), [
          ...listings.problems.policy,
          ...notInForce(model, this.store),
          ...this.#deafness(),
        ]);
      tell();
      const silent = (this.#deaf?.until ?? 0) - performance.now();
      if (silent > 0) {
        await pause(Math.min(silent, POLL), signal);
        continue;
      }
      const lost = await this.#watch(model, listings.listed, tell, signal);
      if (lost !== undefined) this.#lose(lost);
    }
  }

  #model({ listed, isReadinessKnown }: PrefixListings): LayoutModel {
    return new LayoutModel(
      listed.flatMap(({ listing }) => listing.entries),
      this.store.kind === 'etcdv2',
      isReadinessKnown,
    );
  }

  #deafness() {
    return this.#deaf?.logged
      ? [problemOf(this.#deaf.error, l10n.t('Changes by others are seen every {0} s.', POLL / 1_000))]
      : [];
  }

  #lose(error: unknown): void {
    this.#deaf = { error, until: performance.now() + this.#losses.next(), logged: this.#deaf !== undefined };
  }

  /**
   * Applies watched changes until everything must be read again.
   * @returns Why the watches were lost, or undefined if nothing is wrong.
   * @throws ClusterError if the safety net can't be read.
   */
  async #watch(
    model: LayoutModel,
    listed: readonly ListedPrefix[],
    tell: () => void,
    signal: AbortSignal,
  ): Promise<unknown> {
    const end = new AbortController();
    const either = AbortSignal.any([signal, end.signal]);
    const heard = new Hearing();
    let pending: NodeJS.Timeout | undefined;
    let fail: (error: unknown) => void = () => undefined;
    const failed = new Promise<never>((_, reject) => (fail = reject));
    const hearSoon = () => {
      heard.count += 1;
      pending ??= setTimeout(() => {
        pending = undefined;
        if (either.aborted) return;
        this.#deaf = undefined;
        // Nothing catches errors thrown by a timer.
        try {
          tell();
        } catch (error) {
          fail(error);
        }
      }, GATHER);
    };
    const works = () => {
      this.#losses.reset();
      if (this.#deaf === undefined) return;
      this.#deaf = undefined;
      tell();
    };
    const watches = listed
      .filter(({ prefix }) => isWatched(prefix))
      .map(({ prefix, listing }) => this.#hear(prefix, listing.revision, model, hearSoon, either));
    const checks = this.#check(listed, heard, works, either);
    // The race throws its failure. After that nothing awaits it.
    checks.catch(() => undefined);
    try {
      const lost = await Promise.race([...watches, checks, failed]);
      return signal.aborted ? undefined : lost;
    } catch (error) {
      if (signal.aborted) return undefined;
      throw error;
    } finally {
      end.abort();
      clearTimeout(pending);
      await Promise.allSettled([...watches, checks]);
    }
  }

  /** Follows one watch to its end and resolves with the reason, or undefined if everything must be read again. */
  async #hear(
    prefix: string,
    revision: string,
    model: LayoutModel,
    changed: () => void,
    signal: AbortSignal,
  ): Promise<unknown> {
    const rateLimit = this.#rateLimits.get(prefix) ?? new RateLimit();
    this.#rateLimits.set(prefix, rateLimit);
    try {
      for await (const event of this.store.watch(prefix, revision, signal, rateLimit)) {
        if (event.kind === 'resync')
          return new ClusterError(
            'server',
            l10n.t('etcd at {0} no longer has the changes since the last read.', this.store.address),
          );
        model.apply(event.changes);
        changed();
      }
      return new ClusterError('server', l10n.t('etcd at {0} ended a watch.', this.store.address));
    } catch (error) {
      return error instanceof Error ? error : new Error(messageOf(error));
    }
  }

  /**
   * Reads everything after a period of silence. Resolves if that shows a change that a watch should have reported, or
   * one that is not watched.
   */
  async #check(
    listed: readonly ListedPrefix[],
    heard: Hearing,
    works: () => void,
    signal: AbortSignal,
  ): Promise<unknown> {
    let known = listed;
    while (!signal.aborted) {
      const { count } = heard;
      if (!(await pause(SAFETY_NET, signal))) return undefined;
      const now = await this.#reread(listed, signal);
      const news = now.filter(({ listing }, index) => signatureOf(listing) !== signatureOf(known[index]?.listing));
      if (news.some(({ prefix }) => !isWatched(prefix))) return undefined;
      if (news.length > 0 && heard.count === count) {
        if ((await pause(GRACE, signal)) && heard.count === count)
          return new ClusterError('timeout', l10n.t('A watch of etcd at {0} is stalled.', this.store.address));
      }
      works();
      known = now;
    }
    return undefined;
  }

  #reread(listed: readonly ListedPrefix[], signal: AbortSignal): Promise<readonly ListedPrefix[]> {
    return Promise.all(listed.map(async ({ prefix }) => ({ prefix, listing: await this.store.list(prefix, signal) })));
  }
}

/** The number of events received. */
class Hearing {
  count = 0;
}

/** Reports a data model that is stored but not in force, as after an upgrade to Calico 3, or during one. */
function notInForce({ isInForce, shows, hides }: LayoutModel, store: KeyValueStore): readonly Failure[] {
  const { address } = store;
  const shown = shows === 'v3' ? notReady(address) : onHold(address);
  const other = hides ?? store.hides;
  return [...(isInForce ? [] : [shown]), ...(other === undefined ? [] : [hidden(other, address)])];
}

function onHold(address: string): Failure {
  return {
    kind: 'invalid',
    message: l10n.t('This policy is not in force: {0} in the etcd at {1} is not true.', READY, address),
    advice: l10n.t('An upgrade to Calico 3 does not reset it. Connect to the datastore that Calico uses now.'),
  };
}

function notReady(address: string): Failure {
  return {
    kind: 'invalid',
    message: l10n.t(
      'This policy is not in force: datastoreReady of the ClusterInformation in the etcd at {0} is not true.',
      address,
    ),
    advice: l10n.t('Calico sets it when an upgrade is complete. Until then, Felix waits.'),
  };
}

function hidden(hides: 'v1' | 'v3', address: string): Failure {
  return hides === 'v1'
    ? {
        kind: 'invalid',
        message: l10n.t('The etcd at {0} also holds policy of Calico 1 or 2, which is not shown.', address),
        advice: l10n.t('Calico 3 is in use, and an upgrade keeps the previous data.'),
      }
    : {
        kind: 'invalid',
        message: l10n.t('The etcd at {0} also holds objects of Calico 3, which are not shown.', address),
        advice: l10n.t('They are not in force: datastoreReady of their ClusterInformation is not true.'),
      };
}

function dataOf(model: LayoutModel, { problems }: PrefixListings): DatastoreData {
  return { ...model.data, ...(problems.networks.length > 0 && { networkProblems: problems.networks }) };
}

/** Returns a value that differs if a key was written or removed between two listings of a prefix. */
function signatureOf(listing: Listing | undefined): string {
  const entries = listing?.entries ?? [];
  const newest = entries.reduce((latest, { revision }) => (BigInt(revision) > latest ? BigInt(revision) : latest), 0n);
  return `${entries.length} ${newest}`;
}
