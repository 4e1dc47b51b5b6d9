import type { App } from '../snapshot';

/** A Mesos-DNS name ends in framework and domain; at least one of the two must be the usual one. */
const TAIL = /^\.(marathon\.[^.]+|[^.]+\.mesos)$/;

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

/** The app behind a URL: by the address of a task, or by a Mesos-DNS name in either of its spellings. */
export function ownerOf(url: string, apps: readonly App[]): App | undefined {
  const host = hostOf(url);
  if (host === undefined) return undefined;
  return apps.find(({ tasks }) => tasks.some(({ addresses }) => addresses.includes(host))) ?? apps.find(({ id }) => isNameOf(host, id));
}

/**
 * Whether a host name is the one Mesos-DNS gives to an app: `client.calico-stars.marathon.mesos` where Marathon sends
 * discovery information, else the task's name squeezed into one label, `client-calico-stars.marathon.mesos`.
 */
function isNameOf(host: string, appId: string): boolean {
  const dotted = appId.split('/').filter(Boolean).reverse().join('.').toLowerCase();
  const dashed = dotted.replace(/[._]/g, '-').slice(0, LABEL);
  return [dotted, dashed].some((name) => host.startsWith(name) && TAIL.test(host.slice(name.length)));
}
