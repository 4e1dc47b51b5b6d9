import type { App } from '../model/snapshot';
import type { CollectorAddress } from './address';
import { ownerOf } from './owner';
import { option } from './probe-command';

/** star-collect's default port. */
const DEFAULT_PORT = 9001;

/**
 * Returns the app that runs star-collect: the one that the load balancer serves under the virtual host, or that owns
 * the configured address; else the first with its command.
 */
export function findCollectorApp(apps: readonly App[], collector: CollectorAddress | undefined): App | undefined {
  const named =
    collector?.virtualHost === undefined
      ? collector && ownerOf(collector.address, apps)
      : apps.find((app) => servesHost(app, collector.virtualHost ?? ''));
  return named ?? apps.find(({ command }) => /\bstar-collect\b/.test(command ?? ''));
}

/** Returns the TCP port on which the collector's app listens. */
export function collectorPort({ ports, command }: App): number {
  return Number(option('http-port', command)) || (ports[0] ?? DEFAULT_PORT);
}

/**
 * Whether marathon-lb routes a host to the app: `HAPROXY_{n}_VHOST` is a comma-separated list, compared without case.
 */
function servesHost({ labels }: App, host: string): boolean {
  return Object.entries(labels).some(
    ([key, value]) =>
      /^HAPROXY_\d+_VHOST$/.test(key) &&
      value.split(',').some((name) => name.trim().toLowerCase() === host.toLowerCase()),
  );
}
