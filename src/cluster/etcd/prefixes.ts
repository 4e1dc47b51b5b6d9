import * as l10n from '@vscode/l10n';
import { ClusterError, isClusterError } from '../connection/errors';
import { RetryBackoff } from '../../base/backoff';
import { problemOf } from '../connection/problem';
import type { Failure } from '../model/snapshot';
import type { KeyValueStore, Listing } from './stores/kv';
import { BGP_HOSTS, CALICO, CONFIG, HOSTS, LIBNETWORK, PROFILES, READY, TIERS } from './layout';

/** The prefixes to read. A user may have permission for some of them only. */
export const PREFIXES: readonly Prefix[] = [
  { prefix: PROFILES, of: 'policy', without: () => l10n.t('Profiles are not shown.') },
  { prefix: HOSTS, of: 'policy', without: () => l10n.t('Endpoints are not shown.') },
  { prefix: TIERS, of: 'policy', without: () => l10n.t('Tiers and policies are not shown.') },
  { prefix: CONFIG, of: 'policy', without: undefined, isQuiet: true },
  { prefix: BGP_HOSTS, of: 'policy', without: undefined, isQuiet: true },
  { prefix: `${CALICO}ipam/v4/pool/`, of: 'policy', without: () => l10n.t('IPv4 pools are not known.') },
  { prefix: `${CALICO}ipam/v6/pool/`, of: 'policy', without: () => l10n.t('IPv6 pools are not known.') },
  { prefix: LIBNETWORK, of: 'networks', without: () => l10n.t('Networks are not known from here.') },
  { prefix: READY, of: 'policy', without: undefined },
];

interface Prefix {
  readonly prefix: string;
  /** The part of the cluster that the prefix belongs to. */
  readonly of: 'policy' | 'networks';
  /** What is missing without it, or undefined if that need not be reported. */
  readonly without: (() => string) | undefined;
  /** Changes too rarely for a connection of its own: it is read again at times, and not watched. */
  readonly isQuiet?: true;
}

/** Returns whether changes of a prefix are watched. */
export function isWatched(prefix: string): boolean {
  return PREFIXES.some((known) => known.prefix === prefix && known.isQuiet !== true);
}

/** A listed prefix. */
export interface ListedPrefix {
  readonly prefix: string;
  readonly listing: Listing;
}

/** The prefixes that could be listed, and problems with the others. */
export interface PrefixListings {
  readonly listed: readonly ListedPrefix[];
  readonly problems: Readonly<Record<Prefix['of'], readonly Failure[]>>;
}

interface Refusal {
  readonly error: ClusterError;
  readonly until: number;
}

/** Minimum and maximum milliseconds before a refused prefix is tried again. */
const FIRST_PAUSE = 15_000;
const LONGEST_PAUSE = 600_000;

/** Lists the prefixes. A refused one doesn't affect the others and is tried less and less often. */
export class PrefixReader {
  readonly #refused = new Map<string, Refusal>();
  readonly #backoff = new Map<string, RetryBackoff>();

  constructor(private readonly store: KeyValueStore) {}

  /** @throws ClusterError if the server does not respond, or refuses everything. */
  async read(signal?: AbortSignal): Promise<PrefixListings> {
    const listed: ListedPrefix[] = [];
    const problems: Record<Prefix['of'], Failure[]> = { policy: [], networks: [] };
    let refused: ClusterError | undefined;
    const answers = await Promise.all(PREFIXES.map(({ prefix }) => this.#list(prefix, signal)));
    PREFIXES.forEach(({ prefix, of, without }, index) => {
      const answer = answers[index];
      if (answer instanceof Error) {
        refused ??= answer;
        if (without !== undefined) problems[of].push(problemOf(refusedPrefix(this.store, prefix, answer), without()));
      } else if (answer) listed.push({ prefix, listing: answer });
    });
    if (refused && listed.length === 0) throw refused;
    return { listed, problems };
  }

  async #list(prefix: string, signal: AbortSignal | undefined): Promise<Listing | ClusterError> {
    const refusal = this.#refused.get(prefix);
    if (refusal && performance.now() < refusal.until) return refusal.error;
    try {
      const listing = await this.store.list(prefix, signal);
      this.#refused.delete(prefix);
      this.#backoff.delete(prefix);
      return listing;
    } catch (error) {
      if (!isRefusal(error)) throw error;
      const backoff = this.#backoff.get(prefix) ?? new RetryBackoff(FIRST_PAUSE, LONGEST_PAUSE);
      this.#backoff.set(prefix, backoff);
      this.#refused.set(prefix, { error, until: performance.now() + backoff.next() });
      return error;
    }
  }
}

/** Whether the server denied permission. */
export function isRefusal(error: unknown): error is ClusterError {
  return isClusterError(error) && (error.kind === 'unauthorized' || error.kind === 'forbidden');
}

/** Creates the error for a prefix that the user can't read. */
export function refusedPrefix(
  { address }: KeyValueStore,
  prefix: string,
  { kind, advice, detail }: ClusterError,
): ClusterError {
  return new ClusterError(
    kind,
    l10n.t('etcd at {0} does not allow this user to read {1}.', address, prefix),
    advice ?? l10n.t('Ask etcd’s administrator to grant read permission.'),
    detail,
  );
}
