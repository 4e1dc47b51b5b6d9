import type { AppDefinition } from '../marathon/definitions/app';

/** The app group that the lab's load balancer serves, as `marathon-lb --group external` does. */
const GROUP = 'external';

/** A port of an app behind the load balancer. */
export interface Server {
  readonly appId: string;
  /** Port at the container's address. */
  readonly port: number;
}

/** A virtual host and the port of an app behind it. */
export interface Route extends Server {
  readonly host: string;
  /** The path prefix, if several apps share the host. */
  readonly path?: string;
}

/**
 * Returns the routes that an app's labels request (marathon-lb 1.2): `HAPROXY_GROUP`, or `HAPROXY_n_GROUP` for its n-th
 * port; `HAPROXY_n_VHOST`, which may be a comma-separated list; and `HAPROXY_n_PATH`.
 */
export function routesOf(app: AppDefinition): Route[] {
  return served(app).flatMap(({ port, n }) => {
    const path = app.labels[`HAPROXY_${n}_PATH`];
    return list(app.labels[`HAPROXY_${n}_VHOST`]).map((host) => ({
      host: host.toLowerCase(),
      appId: app.id,
      port,
      ...(path && { path }),
    }));
  });
}

/**
 * Finds the route for a virtual host, as HAProxy's rules `hdr(host) -i` and `path_beg` do: the host must match exactly
 * but case-insensitively; a port in the header must be in the label too. The longest path wins.
 */
export function findRoute(apps: readonly AppDefinition[], host: string, path = '/'): Route | undefined {
  return apps
    .flatMap(routesOf)
    .sort((a, b) => (b.path?.length ?? 0) - (a.path?.length ?? 0))
    .find((route) => route.host === host.toLowerCase() && path.startsWith(route.path ?? ''));
}

/**
 * Returns the first port of the app in the header `X-Marathon-App-Id`, if it speaks HTTP; the original uses port 9091
 * for this.
 */
export function findByAppId(apps: readonly AppDefinition[], appId: string): Server | undefined {
  const app = apps.find(({ id }) => id.toLowerCase() === appId.toLowerCase());
  return (
    app &&
    served(app).find(
      ({ n }) => app.labels[`HAPROXY_${n}_VHOST`] !== undefined || app.labels[`HAPROXY_${n}_MODE`] === 'http',
    )
  );
}

/** Returns the ports of an app that are in the load balancer's group, each with its index among the app's ports. */
function served({ id, labels, ipAddress, container, ports }: AppDefinition): (Server & { readonly n: number })[] {
  const numbers = ipAddress
    ? ipAddress.discovery.ports.map(({ number }) => number)
    : (container?.docker?.portMappings?.map(({ containerPort }) => containerPort) ?? ports);
  return numbers
    .map((port, n) => ({ appId: id, port, n }))
    .filter(({ n }) => list(labels[`HAPROXY_${n}_GROUP`] ?? labels['HAPROXY_GROUP']).includes(GROUP));
}

function list(text: string | undefined): string[] {
  return (text ?? '')
    .split(',')
    .map((entry) => entry.trim())
    .filter(Boolean);
}
