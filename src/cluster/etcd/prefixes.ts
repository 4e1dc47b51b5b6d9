import * as l10n from '@vscode/l10n';
import { ClusterError, isClusterError } from '../connection/errors';
import { RetryBackoff } from '../../base/backoff';
import { problemOf } from '../connection/problem';
import type { Failure } from '../model/snapshot';
import type { KeyValueStore, Listing } from './stores/kv';
import { RESOURCES, type RESOURCE_KINDS, type ResourceKind } from '../../policy/resources';
import { BGP_HOSTS, CALICO, CONFIG, HOSTS, LIBNETWORK, PROFILES, READY, TIERS } from './layout';

const OF_VERSION_1: readonly Prefix[] = [
  { prefix: PROFILES, of: 'policy', without: () => l10n.t('Profiles are not shown.') },
  { prefix: HOSTS, of: 'policy', without: () => l10n.t('Endpoints are not shown.') },
  { prefix: TIERS, of: 'policy', without: () => l10n.t('Tiers and policies are not shown.') },
  { prefix: CONFIG, of: 'policy', without: undefined, isQuiet: true },
  { prefix: BGP_HOSTS, of: 'policy', without: undefined, isQuiet: true },
  { prefix: `${CALICO}ipam/v4/pool/`, of: 'policy', without: () => l10n.t('IPv4 pools are not known.') },
  { prefix: `${CALICO}ipam/v6/pool/`, of: 'policy', without: () => l10n.t('IPv6 pools are not known.') },
  { prefix: READY, of: 'policy', without: undefined },
];

const NETWORKS: Prefix = {
  prefix: LIBNETWORK,
  of: 'networks',
  without: () => l10n.t('Networks are not known from here.'),
};

/** The kinds of Calico 3, for users who may not read all of them. */
const KINDS_OF_VERSION_3: readonly Prefix[] = [
  kind('tiers', () => l10n.t('The order of tiers is not known.')),
  kind('networkpolicies', () => l10n.t('Policies of namespaces are not shown.')),
  kind('globalnetworkpolicies', () => l10n.t('Policies of the whole cluster are not shown.')),
  kind('stagednetworkpolicies'),
  kind('stagedglobalnetworkpolicies'),
  kind('stagedkubernetesnetworkpolicies'),
  kind('networksets', () => l10n.t('Network sets of namespaces are not shown.')),
  kind('globalnetworksets', () => l10n.t('Network sets of the whole cluster are not shown.')),
  kind('profiles', () => l10n.t('Profiles are not shown.')),
  kind('hostendpoints', () => l10n.t('Host endpoints are not shown.')),
  kind('workloadendpoints', () => l10n.t('Endpoints are not shown.')),
  kind('clusterinformations', () => l10n.t('It is assumed that Calico is ready.')),
  ...[kind('nodes'), kind('ippools'), kind('felixconfigurations')].map(
    (prefix) => ({ ...prefix, isQuiet: true }) as const,
  ),
];

/** Calico 3's objects, in version 3 of etcd only. */
const OF_VERSION_3: Prefix = {
  prefix: RESOURCES,
  of: 'policy',
  without: undefined,
  parts: KINDS_OF_VERSION_3,
};

function kind(plural: (typeof RESOURCE_KINDS)[ResourceKind]['plural'], without?: () => string): Prefix {
  return { prefix: `${RESOURCES}${plural}/`, of: 'policy', without };
}

/** The prefixes whose content shows whether Calico 3 is ready. */
const READINESS: readonly string[] = [RESOURCES, kind('clusterinformations').prefix];

/** Returns the prefixes to read from a store. A user may have permission for some of them only. */
export function prefixesIn({ kind: version }: Pick<KeyValueStore, 'kind'>): readonly Prefix[] {
  return [...OF_VERSION_1, NETWORKS, ...(version === 'etcdv3' ? [OF_VERSION_3] : [])];
}

interface Prefix {
  readonly prefix: string;
  /** The part of the cluster that the prefix belongs to. */
  readonly of: 'policy' | 'networks';
  /** What is missing without it, or undefined if that need not be reported. */
  readonly without: (() => string) | undefined;
  /** Changes too rarely to need a watch, so it is polled. */
  readonly isQuiet?: true;
  /** Read one by one if the whole is denied. */
  readonly parts?: readonly Prefix[];
}

/** Returns whether changes of a prefix are watched. */
export function isWatched(prefix: string): boolean {
  return ![...OF_VERSION_1, ...KINDS_OF_VERSION_3].some((known) => known.prefix === prefix && known.isQuiet === true);
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
  /** Whether it is known if Calico 3 is ready. */
  readonly isReadinessKnown: boolean;
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
    const problems: Record<Prefix['of'], Failure[]> = { policy: [], networks: [] };
    const answers = (
      await Promise.all(prefixesIn(this.store).map((prefix) => this.#listWithParts(prefix, signal)))
    ).flat();
    const listed = answers.flatMap(({ prefix: { prefix }, answer }) =>
      answer instanceof Error ? [] : [{ prefix, listing: answer }],
    );
    const refused = answers.find(({ answer }) => answer instanceof Error)?.answer;
    if (refused instanceof Error && listed.length === 0) throw refused;
    // Denied prefixes of a data model that the cluster does not use don't matter.
    const holds = (of: readonly Prefix[]) => of.some(({ prefix }) => holdsEntries(prefix, listed));
    const uses3 = holds([OF_VERSION_3, ...KINDS_OF_VERSION_3]);
    const unused = uses3 ? (holds(OF_VERSION_1) ? [] : OF_VERSION_1) : KINDS_OF_VERSION_3;
    for (const { prefix, answer } of answers) {
      if (answer instanceof Error && prefix.without && !unused.includes(prefix))
        problems[prefix.of].push(problemOf(refusedPrefix(this.store, prefix.prefix, answer), prefix.without()));
    }
    return { listed, problems, isReadinessKnown: listed.some(({ prefix }) => READINESS.includes(prefix)) };
  }

  /** Lists a prefix, or its parts if it is refused as a whole. */
  async #listWithParts(
    prefix: Prefix,
    signal: AbortSignal | undefined,
  ): Promise<readonly { readonly prefix: Prefix; readonly answer: Listing | ClusterError }[]> {
    const answer = await this.#list(prefix.prefix, signal);
    if (!prefix.parts || !(answer instanceof Error)) return [{ prefix, answer }];
    const parts = await Promise.all(prefix.parts.map((part) => this.#listWithParts(part, signal)));
    return parts.flat();
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

function holdsEntries(prefix: string, listed: readonly ListedPrefix[]): boolean {
  return listed.some((known) => known.prefix === prefix && known.listing.entries.length > 0);
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
