import type * as vscode from 'vscode';
import type { ClusterCredentials } from './cluster/definition';
import type { Credentials } from './cluster/http';

/** The services of a cluster that may ask for credentials. */
export const SERVICES = ['etcd', 'marathon'] as const;
export type Service = (typeof SERVICES)[number];

/** Passwords and tokens of clusters, in the editor's secret storage alone. */
export class CredentialStore {
  constructor(private readonly secrets: vscode.SecretStorage) {}

  async of(cluster: string): Promise<ClusterCredentials> {
    const entries = await Promise.all(SERVICES.map(async (service) => [service, parse(await this.secrets.get(key(cluster, service)))] as const));
    return Object.fromEntries(entries.filter(([, credentials]) => credentials !== undefined));
  }

  async set(cluster: string, service: Service, credentials: Credentials): Promise<void> {
    await this.secrets.store(key(cluster, service), JSON.stringify(credentials));
  }

  async clear(cluster: string, service: Service): Promise<void> {
    await this.secrets.delete(key(cluster, service));
  }
}

function key(cluster: string, service: Service): string {
  return `credentials/${service}/${cluster}`;
}

function parse(stored: string | undefined): Credentials | undefined {
  if (stored === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(stored);
    if (typeof value !== 'object' || value === null) return undefined;
    const fields = new Map<string, unknown>(Object.entries(value));
    const [username, password, token] = ['username', 'password', 'token'].map((name) => fields.get(name));
    if (fields.get('kind') === 'basic' && typeof username === 'string' && typeof password === 'string') return { kind: 'basic', username, password };
    if (fields.get('kind') === 'token' && typeof token === 'string') return { kind: 'token', token };
  } catch {
    // Damaged credentials are as good as none: the server will ask for them.
  }
  return undefined;
}
