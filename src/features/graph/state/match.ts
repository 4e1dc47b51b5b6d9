import { hostOf, ownerOf, portOf } from '../../../cluster/collector/owner';
import type { App, ObservedResource } from '../../../cluster/model/snapshot';
import type { GraphProbe } from '../protocol/elements';

/** The resources that a URL is found to be, and how. */
export interface Match {
  readonly ids: readonly string[];
  readonly how: GraphProbe['match'];
}

/**
 * Finds the resources that targets are: letter by letter, as star-collect's page does, else by what the URL means, else
 * by its host where one resource alone is there.
 */
export function matcher(
  resources: readonly ObservedResource[],
  apps: readonly App[],
): (url: string) => Match | undefined {
  const exact = grouped(resources, (url) => url);
  const meaning = grouped(resources, (url) => normalised(url, apps));
  const hosts = grouped(resources, (url) => hostAndPortOf(url, apps));
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

/** A URL by its meaning: who is behind its host, the port spelled out, no slash at the end; undefined when it is none. */
function normalised(url: string, apps: readonly App[]): string | undefined {
  const place = hostAndPortOf(url, apps);
  if (place === undefined) return undefined;
  const { protocol, pathname, search } = new URL(url);
  return `${protocol} ${place} ${portOf(url)} ${pathname.replace(/\/+$/, '')}${search}`;
}

/** Who is behind a URL: an app, or else a host. */
export function hostAndPortOf(url: string, apps: readonly App[]): string | undefined {
  return ownerOf(url, apps)?.id ?? hostOf(url);
}

function grouped(
  resources: readonly ObservedResource[],
  keyOf: (url: string) => string | undefined,
): ReadonlyMap<string, readonly string[]> {
  const ids = new Map<string, string[]>();
  for (const { id, url } of resources) {
    const key = url === undefined ? undefined : keyOf(url);
    if (key === undefined) continue;
    const same = ids.get(key);
    if (same) same.push(id);
    else ids.set(key, [id]);
  }
  return ids;
}
