import type { AppFields, AppUpdate } from './app-schema';

/** A complete app definition, as Marathon 0.14 keeps it. */
export interface AppDefinition extends Omit<AppFields, 'version'> {
  readonly version: string;
  readonly versionInfo: { readonly lastScalingAt: string; readonly lastConfigChangeAt: string };
}

/** Marathon's defaults (0.14 AppDefinition.DefaultX). */
const DEFAULTS: Omit<AppDefinition, 'id' | 'version' | 'versionInfo'> = {
  cmd: null,
  args: null,
  user: null,
  env: {},
  instances: 1,
  cpus: 1,
  mem: 128,
  disk: 0,
  executor: '',
  constraints: [],
  uris: [],
  storeUrls: [],
  ports: [0],
  requirePorts: false,
  backoffSeconds: 1,
  backoffFactor: 1.15,
  maxLaunchDelaySeconds: 3600,
  container: null,
  healthChecks: [],
  dependencies: [],
  upgradeStrategy: { minimumHealthCapacity: 1, maximumOverCapacity: 1 },
  labels: {},
  acceptedResourceRoles: null,
  ipAddress: null,
};

/** Creates the definition of a new app from a request. */
export function newApp(id: string, update: AppUpdate, version: string): AppDefinition {
  const ports = update.ipAddress || update.container?.docker?.portMappings ? { ports: [] } : {};
  return {
    ...DEFAULTS,
    ...ports,
    ...given(update),
    id,
    version,
    versionInfo: { lastScalingAt: version, lastConfigChangeAt: version },
  };
}

/**
 * Merges a request into a definition. Keeps the version if nothing changed; a change of only the instances is not a
 * change of configuration.
 */
export function changedApp(current: AppDefinition, update: AppUpdate, version: string): AppDefinition {
  // The two are mutually exclusive: setting one clears the other.
  const command = { ...(isGiven(update.cmd) && { args: null }), ...(isGiven(update.args) && { cmd: null }) };
  return withVersion(current, { ...current, ...command, ...given(update), id: current.id }, version);
}

/** Gives a definition its version, based on its difference from the current one. */
export function withVersion(current: AppDefinition, wanted: AppDefinition, version: string): AppDefinition {
  const next = keepServicePorts(current, wanted);
  if (!sameConfiguration(current, next))
    return { ...next, version, versionInfo: { lastScalingAt: version, lastConfigChangeAt: version } };
  if (current.instances === next.instances) return current;
  return { ...next, version, versionInfo: { ...current.versionInfo, lastScalingAt: version } };
}

/** Whether two definitions are equal except for version and instances. */
export function sameConfiguration(a: AppDefinition, b: AppDefinition): boolean {
  const keys = Object.keys(DEFAULTS).filter((key) => key !== 'instances') as (keyof typeof DEFAULTS)[];
  return keys.every((key) =>
    key === 'ports' ? a.ports.length === b.ports.length : canonicalJson(a[key]) === canonicalJson(b[key]),
  );
}

/** Returns the Docker network and fixed address that an app requests through `docker run` parameters. */
export function networkOf({ container }: AppDefinition): {
  readonly network: string | undefined;
  readonly ip: string | undefined;
} {
  const parameters = container?.docker?.parameters ?? [];
  // The last of several `--net` wins.
  const last = (...keys: string[]) => parameters.findLast(({ key }) => keys.includes(key))?.value;
  const network = last('net', 'network');
  return { network: ['bridge', 'host', 'none'].includes(network ?? '') ? undefined : network, ip: last('ip') };
}

/** Whether a nullable field has a value. */
export function isGiven<T>(value: T | null | undefined): value is T {
  return value !== null && value !== undefined;
}

function given(update: AppUpdate): Partial<Omit<AppFields, 'version'>> {
  return Object.fromEntries(Object.entries(update).filter(([key, value]) => value !== undefined && key !== 'version'));
}

function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, entry: unknown) =>
    typeof entry === 'object' && entry !== null && !Array.isArray(entry)
      ? Object.fromEntries(Object.entries(entry).sort(([a], [b]) => (a < b ? -1 : 1)))
      : entry,
  );
}

/** Service ports that were assigned for 0 stay with their mappings. */
function keepServicePorts(current: AppDefinition, next: AppDefinition): AppDefinition {
  const former = current.container?.docker?.portMappings;
  const docker = next.container?.docker;
  if (!next.container || !docker?.portMappings || !former) return next;
  const portMappings = docker.portMappings.map((mapping, i) => ({
    ...mapping,
    servicePort: mapping.servicePort || (former[i]?.servicePort ?? 0),
  }));
  return {
    ...next,
    ports: portMappings.map(({ servicePort }) => servicePort),
    container: { ...next.container, docker: { ...docker, portMappings } },
  };
}
