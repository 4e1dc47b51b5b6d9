import type { App } from '../model/snapshot';

/** A Mesos-DNS name ends in framework and domain; at least one of the two must be the usual one. */
const TAIL = /\.(marathon\.[^.]+|[^.]+\.mesos)$/;

/** The longest label that DNS admits, to which Mesos-DNS cuts a task's name. */
const LABEL = 63;

/** The host of a URL in lower case, without the brackets of IPv6; undefined when it is no URL. */
export function hostOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).hostname.replace(/^\[|\]$/g, '') : undefined;
}

/** The TCP port of an http or https URL. */
export function portOf(url: string): number {
  const { port, protocol } = new URL(url);
  if (port !== '') return Number(port);
  return protocol === 'https:' ? 443 : 80;
}

/** Which app is behind an address or a name. */
interface Index {
  readonly byAddress: ReadonlyMap<string, App>;
  /** By the part of a Mesos-DNS name that stands before framework and domain. */
  readonly byName: ReadonlyMap<string, App>;
}

const known = new WeakMap<readonly App[], Index>();

/** The app behind a URL: by the address of a task, or by a Mesos-DNS name in either of its spellings. */
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
    // Of several apps the first counts.
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
 * The names that Mesos-DNS gives to an app: `client.calico-stars` where Marathon sends discovery information, else the
 * task's name squeezed into one label, `client-calico-stars`.
 */
function namesOf(appId: string): readonly string[] {
  const dotted = appId.split('/').filter(Boolean).reverse().join('.').toLowerCase();
  return [dotted, dotted.replace(/[._]/g, '-').slice(0, LABEL)];
}
