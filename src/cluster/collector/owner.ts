import type { App } from '../model/snapshot';

/** A Mesos-DNS name ends in framework and domain, at least one of which must have its usual value. */
const TAIL = /\.(marathon\.[^.]+|[^.]+\.mesos)$/;

/** The maximum length of a DNS label, to which Mesos-DNS truncates task names. */
const LABEL = 63;

/** Returns the lowercase host of a URL without the brackets of IPv6, or undefined for an invalid URL. */
export function hostOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).hostname.replace(/^\[|\]$/g, '') : undefined;
}

/** The TCP port of an http or https URL. */
export function portOf(url: string): number {
  const { port, protocol } = new URL(url);
  if (port !== '') return Number(port);
  return protocol === 'https:' ? 443 : 80;
}

/** Finds the app behind an address or a name. */
interface Index {
  readonly byAddress: ReadonlyMap<string, App>;
  /** By the part of a Mesos-DNS name before framework and domain. */
  readonly byName: ReadonlyMap<string, App>;
}

const known = new WeakMap<readonly App[], Index>();

/** Returns the app behind a URL, by a task's address or either form of a Mesos-DNS name. */
export function ownerOf(url: string, apps: readonly App[]): App | undefined {
  const host = hostOf(url);
  if (host === undefined) return undefined;
  const { byAddress, byName } = indexOf(apps);
  const tail = TAIL.exec(host);
  return byAddress.get(host) ?? (tail ? byName.get(host.slice(0, tail.index)) : undefined);
}

function indexOf(apps: readonly App[]): Index {
  let index = known.get(apps);
  if (!index) {
    // The first of several apps wins.
    const lastFirst = apps.toReversed();
    index = {
      byAddress: new Map(
        lastFirst.flatMap((app) =>
          app.tasks.flatMap(({ addresses }) => addresses.map((address) => [address, app] as const)),
        ),
      ),
      byName: new Map(lastFirst.flatMap((app) => namesOf(app.id).map((name) => [name, app] as const))),
    };
    known.set(apps, index);
  }
  return index;
}

/**
 * Returns the Mesos-DNS names of an app: `client.calico-stars` where Marathon sends discovery information, else the
 * task's name as one label, `client-calico-stars`.
 */
function namesOf(appId: string): readonly string[] {
  const dotted = appId.split('/').filter(Boolean).reverse().join('.').toLowerCase();
  return [dotted, dotted.replace(/[._]/g, '-').slice(0, LABEL)];
}
