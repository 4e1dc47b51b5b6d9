import type { Credentials } from './http';

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
  /** PEM files for etcd over TLS. */
  readonly caFile?: string;
  readonly certFile?: string;
  readonly keyFile?: string;
}

/** Passwords and tokens by service, out of secret storage. */
export interface ClusterCredentials {
  readonly etcd?: Credentials;
  readonly marathon?: Credentials;
}

/** The virtual host under which the Stars demo publishes its collector. */
export const DEMO_VIRTUAL_HOST = 'my.marathon.app';

const TEXTS = ['marathon', 'collector', 'loadBalancer', 'virtualHost', 'caFile', 'certFile', 'keyFile'] as const;

/** Checks one entry of the settings, which anyone may have written by hand: the definition, or what is wrong with it. */
export function parseDefinition(value: unknown): ClusterDefinition | { readonly problem: string } {
  if (typeof value !== 'object' || value === null) return { problem: 'A cluster must be an object.' };
  const entry = new Map<string, unknown>(Object.entries(value));
  const name = entry.get('name');
  if (typeof name !== 'string' || name.trim() === '') return { problem: 'A cluster needs a name.' };
  const etcd = entry.get('etcd');
  if (!isTexts(etcd) || etcd.length === 0) return { problem: `Cluster “${name}” needs a list of etcd addresses.` };
  const docker = entry.get('docker') ?? [];
  if (!isTexts(docker)) return { problem: `The Docker hosts of cluster “${name}” must be a list of addresses.` };
  const texts: Partial<Record<(typeof TEXTS)[number], string>> = {};
  for (const key of TEXTS) {
    const text = entry.get(key);
    if (text === undefined || text === '') continue;
    if (typeof text !== 'string') return { problem: `“${key}” of cluster “${name}” must be text.` };
    texts[key] = text;
  }
  const addresses = [...etcd, ...docker, texts.marathon, texts.collector, texts.loadBalancer];
  const wrong = addresses.find((address) => address !== undefined && addressProblem(address) !== undefined);
  if (wrong !== undefined) return { problem: `Cluster “${name}”: ${addressProblem(wrong) ?? ''}` };
  return { name, etcd, ...(docker.length > 0 && { docker }), ...texts };
}

/** What is wrong with an address, or undefined. Passwords in addresses are refused: they would end up in settings and logs. */
export function addressProblem(address: string): string | undefined {
  if (!URL.canParse(address)) return `“${address}” is no address. Write it like http://172.24.197.101:2379.`;
  const url = new URL(address);
  if (!['http:', 'https:', 'unix:'].includes(url.protocol)) return `“${address}” must begin with http://, https:// or unix://.`;
  if (url.username !== '' || url.password !== '') return 'An address must not contain a user name or password; use “Set Credentials…”.';
  return undefined;
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
