import { grouped } from '../../../base/grouped';
import { hostOf, ownerOf, portOf } from '../../../cluster/collector/owner';
import type { App, ObservedResource } from '../../../cluster/model/snapshot';
import type { GraphProbe } from '../protocol/elements';

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
  apps: readonly App[],
): (url: string) => Match | undefined {
  const exact = idsBy(resources, (url) => url);
  const meaning = idsBy(resources, (url) => normalised(url, apps));
  const hosts = idsBy(resources, (url) => hostAndPortOf(url, apps));
  const found = new Map<string, Match | undefined>();
  return (url) => {
    if (!found.has(url)) found.set(url, find(url));
    return found.get(url);
  };

  function find(url: string): Match | undefined {
    const same = exact.get(url);
    if (same) return { ids: same, how: 'exact' };
    const alike = meaning.get(normalised(url, apps) ?? '');
    if (alike) return { ids: alike, how: 'normalised' };
    const there = hosts.get(hostAndPortOf(url, apps) ?? '');
    return there?.length === 1 ? { ids: there, how: 'host' } : undefined;
  }
}

/**
 * Returns a normalized URL: the app or host behind its name, an explicit port, no trailing slash; undefined if it is
 * invalid.
 */
function normalised(url: string, apps: readonly App[]): string | undefined {
  const place = hostAndPortOf(url, apps);
  if (place === undefined) return undefined;
  const { protocol, pathname, search } = new URL(url);
  return `${protocol} ${place} ${portOf(url)} ${pathname.replace(/\/+$/, '')}${search}`;
}

/** Returns what is behind a URL: an app, or else a host. */
export function hostAndPortOf(url: string, apps: readonly App[]): string | undefined {
  return ownerOf(url, apps)?.id ?? hostOf(url);
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
