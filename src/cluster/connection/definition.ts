import * as l10n from '@vscode/l10n';
import { createHash } from 'node:crypto';
import type { Credentials } from './http/client';
import { parseTlsSettings, type TlsService, type TlsSettings } from './tls/settings';

/** A configured cluster, without its secrets: one of Mesos, with Calico's etcd, or one of Kubernetes. */
export type ClusterDefinition = MesosDefinition | KubernetesDefinition;

/** What every definition has. */
interface Named {
  readonly name: string;
  /** true: each write must be confirmed. `read-only`: no writes. */
  readonly production?: true | 'read-only';
  /**
   * The identity of a cluster whose addresses change on each start, such as the local demo. Never read from settings.
   */
  readonly identity?: string;
}

/** A context of a kubeconfig. */
export interface KubernetesDefinition extends Named {
  readonly context: string;
  /** The file with the context. Defaults to those of kubectl. */
  readonly kubeconfig?: string;
  /** The namespaces to read, for people who may not list those of the whole cluster. */
  readonly namespaces?: readonly string[];
  /** The address of an API server that no kubeconfig names: the local demo's. Never read from settings. */
  readonly server?: string;
}

/** Calico's etcd, with Marathon and Docker hosts. */
export interface MesosDefinition extends Named {
  /** etcd's client addresses. At least one. */
  readonly etcd: readonly string[];
  readonly marathon?: string;
  readonly docker?: readonly string[];
  /** star-collect, if this machine can reach it directly. */
  readonly collector?: string;
  /** marathon-lb, which routes to the collector under {@link virtualHost}. */
  readonly loadBalancer?: string;
  readonly virtualHost?: string;
  /** PEM files and server name for TLS, for every service without its own in {@link tls}. */
  readonly caFile?: string;
  readonly certFile?: string;
  readonly keyFile?: string;
  readonly serverName?: string;
  /** TLS settings of single services, which then use only these. */
  readonly tls?: Partial<Record<TlsService, TlsSettings>>;
  /** Other hosts of this cluster to which its services can redirect: `host`, `host:port` or `*.domain`. */
  readonly trustedHosts?: readonly string[];
}

/** Passwords and tokens by service, from secret storage. */
export interface ClusterCredentials {
  readonly etcd?: Credentials;
  readonly marathon?: Credentials;
  /** Of a cluster that no kubeconfig names. */
  readonly kubernetes?: { readonly token: string };
  /** Sent to every service: the key of the local demo. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** The virtual host of the Stars demo's collector. */
export const DEMO_VIRTUAL_HOST = 'my.marathon.app';

/** The prefix of Calico's keys in etcd. */
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

/** Parses one handwritten entry of the settings. Returns the definition, or what is wrong with it. */
export function parseDefinition(value: unknown): ClusterDefinition | { readonly problem: string } {
  if (typeof value !== 'object' || value === null) return { problem: l10n.t('A cluster must be an object.') };
  const entry = new Map<string, unknown>(Object.entries(value));
  const name = entry.get('name');
  if (typeof name !== 'string' || name.trim() === '') return { problem: l10n.t('A cluster must have a name.') };
  const production = entry.get('production') ?? false;
  // A typo must not remove the protection.
  if (production !== true && production !== false && production !== 'read-only')
    return { problem: l10n.t('“production” of cluster “{0}” must be true, false or "read-only".', name) };
  const guarded: Guarded = production === false ? {} : { production };
  if (entry.has('context')) return parseKubernetes(name, entry, guarded);
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
  return {
    name,
    etcd,
    ...(docker.length > 0 && { docker }),
    ...texts,
    ...(tls && { tls }),
    ...(trustedHosts.length > 0 && { trustedHosts }),
    ...guarded,
  };
}

type Guarded = Pick<MesosDefinition, 'production'>;

function parseKubernetes(
  name: string,
  entry: ReadonlyMap<string, unknown>,
  guarded: Guarded,
): ClusterDefinition | { readonly problem: string } {
  const [context, kubeconfig, namespaces = []] = ['context', 'kubeconfig', 'namespaces'].map((key) => entry.get(key));
  if (typeof context !== 'string' || context === '')
    return { problem: l10n.t('The context of cluster “{0}” must be a name.', name) };
  if (kubeconfig !== undefined && typeof kubeconfig !== 'string')
    return { problem: l10n.t('“{0}” of cluster “{1}” must be a string.', 'kubeconfig', name) };
  if (!isTexts(namespaces))
    return { problem: l10n.t('The namespaces of cluster “{0}” must be a list of names.', name) };
  if (entry.has('etcd'))
    return { problem: l10n.t('Cluster “{0}” must have either a context of Kubernetes or addresses of etcd.', name) };
  return {
    name,
    context,
    ...(kubeconfig !== undefined && kubeconfig !== '' && { kubeconfig }),
    ...(namespaces.length > 0 && { namespaces }),
    ...guarded,
  };
}

/** Whether a cluster is one of Kubernetes. */
export function isKubernetes(definition: ClusterDefinition): definition is KubernetesDefinition {
  return 'context' in definition;
}

/** Returns the addresses of etcd; none for a cluster of Kubernetes. */
export function etcdOf(definition: ClusterDefinition): readonly string[] {
  return isKubernetes(definition) ? [] : definition.etcd;
}

/** Returns where a cluster is, for lists and questions: its context, or etcd's addresses. */
export function placeOf(definition: ClusterDefinition): string {
  if (!isKubernetes(definition)) return definition.etcd.join(', ');
  const { context, kubeconfig } = definition;
  return kubeconfig === undefined ? context : `${context} · ${kubeconfig}`;
}

/** What identifies a cluster. */
type Identified =
  Pick<MesosDefinition, 'identity' | 'etcd'> | Pick<KubernetesDefinition, 'identity' | 'context' | 'kubeconfig'>;

/**
 * Returns the identity of a cluster, independent of its name: its etcd addresses and Calico's key prefix, or its
 * context. Addresses are without the scheme, so that enabling TLS doesn't change it.
 */
export function clusterIdentity(definition: Identified): string {
  if (definition.identity !== undefined) return definition.identity;
  if ('context' in definition) return `kubernetes:${definition.context}@${definition.kubeconfig ?? ''}`;
  const { etcd } = definition;
  return `${[...new Set(etcd.map((address) => endpointOf(address)))].sort().join(',')}${KEY_PREFIX}`;
}

/** Returns a short form of the identity, for document URIs. */
export function shortIdentity(definition: Identified): string {
  return createHash('sha256').update(clusterIdentity(definition)).digest('hex').slice(0, 12);
}

/**
 * Returns host, port and path of an address in a comparable form. The path is included because a proxy can serve
 * several clusters.
 */
function endpointOf(address: string): string {
  if (!URL.canParse(address)) return address;
  const { protocol, hostname, port, pathname } = new URL(address);
  return `${hostname.toLowerCase()}:${port === '' ? (protocol === 'https:' ? '443' : '80') : port}${pathname.replace(/\/+$/, '')}`;
}

/**
 * Returns what is wrong with an address, or undefined. Rejects passwords in addresses, which would end up in settings
 * and logs.
 */
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
