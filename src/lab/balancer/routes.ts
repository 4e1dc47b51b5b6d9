import type { AppDefinition } from '../marathon/app';

/** The groups of apps that the lab's load balancer serves, as `marathon-lb --group external` does. */
const GROUP = 'external';

/** A virtual host and the port of an app behind it. */
export interface Route {
  readonly host: string;
  readonly appId: string;
  /** Port at the container's address. */
  readonly port: number;
}

/**
 * What an app asks of the load balancer by its labels (marathon-lb 1.2): `HAPROXY_GROUP`, or `HAPROXY_n_GROUP` for its
 * n-th port, and `HAPROXY_n_VHOST`; each may be a list with commas.
 */
export function routesOf({ id, labels, ipAddress, container, ports }: AppDefinition): Route[] {
  const numbers = ipAddress ? ipAddress.discovery.ports.map(({ number }) => number) : (container?.docker?.portMappings?.map(({ containerPort }) => containerPort) ?? ports);
  return numbers.flatMap((port, n) => {
    const groups = list(labels[`HAPROXY_${n}_GROUP`] ?? labels['HAPROXY_GROUP']);
    if (!groups.includes(GROUP)) return [];
    return list(labels[`HAPROXY_${n}_VHOST`]).map((host) => ({ host: host.toLowerCase(), appId: id, port }));
  });
}

/** The route for a Host header: exact and case-insensitive; a port in it has to be in the label, too. */
export function findRoute(apps: readonly AppDefinition[], host: string): Route | undefined {
  return apps.flatMap(routesOf).find((route) => route.host === host.toLowerCase());
}

function list(text: string | undefined): string[] {
  return (text ?? '').split(',').map((entry) => entry.trim()).filter(Boolean);
}
