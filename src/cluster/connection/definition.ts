import * as l10n from '@vscode/l10n';
import { createHash } from 'node:crypto';
import type { Credentials } from './http/client';
import { parseTlsSettings, type TlsService, type TlsSettings } from './tls/settings';

/** One cluster as a person describes it. Secrets are not part of it. */
export interface ClusterDefinition {
  readonly name: string;
  /** etcd's client addresses, at least one. */
  readonly etcd: readonly string[];
  readonly marathon?: string;
  readonly docker?: readonly string[];
  /** star-collect itself, where this machine can reach it. */
  readonly collector?: string;
  /** marathon-lb, through which the collector is reached under {@link virtualHost}. */
  readonly loadBalancer?: string;
  readonly virtualHost?: string;
  /** PEM files for TLS, and the name in the certificates: for every service that has none of its own in {@link tls}. */
  readonly caFile?: string;
  readonly certFile?: string;
  readonly keyFile?: string;
  readonly serverName?: string;
  /** Files of single services, which then count alone. */
  readonly tls?: Partial<Record<TlsService, TlsSettings>>;
  /** Further hosts of this cluster, to which its services may redirect with credentials: `host`, `host:port` or `*.domain`. */
  readonly trustedHosts?: readonly string[];
  /** True: each write is confirmed. `read-only`: none is made. */
  readonly production?: true | 'read-only';
  /** What it is known by when its addresses change at each start, as the local demo's do. Never read from settings. */
  readonly identity?: string;
}

/** Passwords and tokens by service, out of secret storage. */
export interface ClusterCredentials {
  readonly etcd?: Credentials;
  readonly marathon?: Credentials;
  /** Sent to every service: the key of the local demo. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** The virtual host under which the Stars demo publishes its collector. */
export const DEMO_VIRTUAL_HOST = 'my.marathon.app';

/** Where Calico keeps its data in etcd. */
const KEY_PREFIX = '/calico';

const TEXTS = [
  'marathon',
  'collector',
  'loadBalancer',
  'virtualHost',
  'caFile',
  'certFile',
  'keyFile',
  'serverName',
] as const;

/** Checks one entry of the settings, which anyone may have written by hand: the definition, or what is wrong with it. */
export function parseDefinition(value: unknown): ClusterDefinition | { readonly problem: string } {
  if (typeof value !== 'object' || value === null) return { problem: l10n.t('A cluster must be an object.') };
  const entry = new Map<string, unknown>(Object.entries(value));
  const name = entry.get('name');
  if (typeof name !== 'string' || name.trim() === '') return { problem: l10n.t('A cluster must have a name.') };
  const etcd = entry.get('etcd');
  if (!isTexts(etcd) || etcd.length === 0)
    return { problem: l10n.t('Cluster “{0}” must have a list of etcd addresses.', name) };
  const docker = entry.get('docker') ?? [];
  if (!isTexts(docker))
    return { problem: l10n.t('The Docker hosts of cluster “{0}” must be a list of addresses.', name) };
  const texts: Partial<Record<(typeof TEXTS)[number], string>> = {};
  for (const key of TEXTS) {
    const text = entry.get(key);
    if (text === undefined || text === '') continue;
    if (typeof text !== 'string') return { problem: l10n.t('“{0}” of cluster “{1}” must be a string.', key, name) };
    texts[key] = text;
  }
  const addresses = [...etcd, ...docker, texts.marathon, texts.collector, texts.loadBalancer];
  const wrong = addresses.find((address) => address !== undefined && addressProblem(address) !== undefined);
  if (wrong !== undefined) return { problem: l10n.t('Cluster “{0}”: {1}', name, addressProblem(wrong) ?? '') };
  const tls = parseTlsSettings(entry.get('tls'));
  if (tls === 'wrong')
    return {
      problem: l10n.t(
        '“tls” of cluster “{0}” must name services (etcd, marathon, docker, collector) with caFile, certFile, keyFile or serverName.',
        name,
      ),
    };
  const trustedHosts = entry.get('trustedHosts') ?? [];
  if (!isTexts(trustedHosts))
    return { problem: l10n.t('“trustedHosts” of cluster “{0}” must be a list of hosts.', name) };
  const production = entry.get('production') ?? false;
  // A slip of the pen must not take the protection away.
  if (production !== true && production !== false && production !== 'read-only')
    return { problem: l10n.t('“production” of cluster “{0}” must be true, false or "read-only".', name) };
  return {
    name,
    etcd,
    ...(docker.length > 0 && { docker }),
    ...texts,
    ...(tls && { tls }),
    ...(trustedHosts.length > 0 && { trustedHosts }),
    ...(production !== false && { production }),
  };
}

/**
 * What a cluster is known by, whatever it is called: its etcd's addresses and Calico's place in it. The scheme is left
 * out, so that a cluster stays itself when TLS is switched on.
 */
export function clusterIdentity({ identity, etcd }: Pick<ClusterDefinition, 'identity' | 'etcd'>): string {
  return identity ?? `${[...new Set(etcd.map((address) => endpointOf(address)))].sort().join(',')}${KEY_PREFIX}`;
}

/** The identity in a few letters, for addresses of documents. */
export function shortIdentity(definition: Pick<ClusterDefinition, 'identity' | 'etcd'>): string {
  return createHash('sha256').update(clusterIdentity(definition)).digest('hex').slice(0, 12);
}

/** Host, port and path of an address, in the one way in which it is compared: a proxy may serve several clusters. */
function endpointOf(address: string): string {
  if (!URL.canParse(address)) return address;
  const { protocol, hostname, port, pathname } = new URL(address);
  return `${hostname.toLowerCase()}:${port === '' ? (protocol === 'https:' ? '443' : '80') : port}${pathname.replace(/\/+$/, '')}`;
}

/** What is wrong with an address, or undefined. Passwords in addresses are refused: they would end up in settings and logs. */
export function addressProblem(address: string): string | undefined {
  if (!URL.canParse(address))
    return l10n.t('“{0}” is not a valid address. Write it like http://172.24.197.101:2379.', address);
  const url = new URL(address);
  if (!['http:', 'https:', 'unix:'].includes(url.protocol))
    return l10n.t('“{0}” must start with http://, https:// or unix://.', address);
  if (url.username !== '' || url.password !== '')
    return l10n.t('An address must not contain a user name or password. Use “Set Credentials…” instead.');
  return undefined;
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
