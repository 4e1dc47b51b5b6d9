import { grouped } from '../../../base/grouped';
import { hostOf, portOf } from '../../../cluster/collector/owner';
import type { ObservedResource } from '../../../cluster/model/snapshot';
import type { GraphProbe } from '../protocol/elements';
import type { Scope } from './scope';

/** The resources of a URL, and how they were found. */
export interface Match {
  readonly ids: readonly string[];
  readonly how: GraphProbe['match'];
}

/**
 * Finds the resources of targets: by identical text as star-collect's page does, otherwise by an equivalent URL,
 * otherwise by its host if only one resource is there.
 */
export function matcher(
  resources: readonly ObservedResource[],
  targetAt: Scope['targetAt'],
): (url: string) => Match | undefined {
  const exact = idsBy(resources, (url) => url);
  const meaning = idsBy(resources, (url) => normalised(url, targetAt));
  const hosts = idsBy(resources, (url) => hostAndPortOf(url, targetAt));
  const found = new Map<string, Match | undefined>();
  return (url) => {
    if (!found.has(url)) found.set(url, find(url));
    return found.get(url);
  };

  function find(url: string): Match | undefined {
    const same = exact.get(url);
    if (same) return { ids: same, how: 'exact' };
    const alike = meaning.get(normalised(url, targetAt) ?? '');
    if (alike) return { ids: alike, how: 'normalised' };
    const there = hosts.get(hostAndPortOf(url, targetAt) ?? '');
    return there?.length === 1 ? { ids: there, how: 'host' } : undefined;
  }
}

/**
 * Returns a normalized URL: the app or host behind its name, an explicit port, no trailing slash; undefined if it is
 * invalid.
 */
function normalised(url: string, targetAt: Scope['targetAt']): string | undefined {
  const place = hostAndPortOf(url, targetAt);
  if (place === undefined) return undefined;
  const { protocol, pathname, search } = new URL(url);
  return `${protocol} ${place} ${portOf(url)} ${pathname.replace(/\/+$/, '')}${search}`;
}

/** Returns what is behind a URL: the ID of its owner, or else a host. */
export function hostAndPortOf(url: string, targetAt: Scope['targetAt']): string | undefined {
  return targetAt(url)?.owner.id ?? hostOf(url);
}

/** Returns the IDs of resources by a key of their URLs. Those without a URL or a key are left out. */
function idsBy(
  resources: readonly ObservedResource[],
  keyOf: (url: string) => string | undefined,
): ReadonlyMap<string, readonly string[]> {
  const keyed = resources.flatMap(({ id, url }) => {
    const key = url === undefined ? undefined : keyOf(url);
    return key === undefined ? [] : [{ id, key }];
  });
  return new Map([...grouped(keyed, ({ key }) => key)].map(([key, found]) => [key, found.map(({ id }) => id)]));
}
