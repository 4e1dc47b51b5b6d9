import type * as vscode from 'vscode';
import type { ClusterCredentials, ClusterDefinition } from '../../cluster/connection/definition';
import type { Credentials } from '../../cluster/connection/http/client';

/** The services of a cluster that may ask for credentials. */
export const SERVICES = ['etcd', 'marathon'] as const;
export type Service = (typeof SERVICES)[number];

/**
 * Passwords and tokens, in the editor's secret storage alone. They belong to addresses: a cluster of the same name
 * elsewhere, and the same host without TLS, get none of them.
 */
export class CredentialStore {
  constructor(private readonly secrets: vscode.SecretStorage) {}

  /** What may be sent to the services of a cluster: nothing to a service of which one address is not known. */
  async of(definition: ClusterDefinition): Promise<ClusterCredentials> {
    // Earlier versions kept them by name, for whatever address that stands for.
    await Promise.all(SERVICES.map((service) => this.secrets.delete(`credentials/${service}/${definition.name}`)));
    const entries = await Promise.all(
      SERVICES.map(async (service) => [service, await this.#common(service, definition)] as const),
    );
    return Object.fromEntries(entries.filter(([, credentials]) => credentials !== undefined));
  }

  /** Keeps credentials for the addresses that a service of a cluster has now. */
  async set(definition: ClusterDefinition, service: Service, credentials: Credentials): Promise<void> {
    const stored = JSON.stringify(credentials);
    await Promise.all(keysOf(definition, service).map((key) => this.secrets.store(key, stored)));
  }

  async clear(definition: ClusterDefinition, service: Service): Promise<void> {
    await Promise.all(keysOf(definition, service).map((key) => this.secrets.delete(key)));
  }

  /** The clients send the same to each address; so all must have been given the same. */
  async #common(service: Service, definition: ClusterDefinition): Promise<Credentials | undefined> {
    const [first, ...others] = await Promise.all(keysOf(definition, service).map((key) => this.secrets.get(key)));
    return others.every((other) => other === first) ? parse(first) : undefined;
  }
}

/** The addresses of a service that takes credentials. */
export function addressesOf({ etcd, marathon }: ClusterDefinition, service: Service): readonly string[] {
  if (service === 'etcd') return etcd;
  return marathon === undefined ? [] : [marathon];
}

function keysOf(definition: ClusterDefinition, service: Service): readonly string[] {
  return addressesOf(definition, service).map((address) => `credentials/${service}@${new URL(address).origin}`);
}

function parse(stored: string | undefined): Credentials | undefined {
  if (stored === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(stored);
    if (typeof value !== 'object' || value === null) return undefined;
    const fields = new Map<string, unknown>(Object.entries(value));
    const [username, password, token] = ['username', 'password', 'token'].map((name) => fields.get(name));
    if (fields.get('kind') === 'basic' && typeof username === 'string' && typeof password === 'string')
      return { kind: 'basic', username, password };
    if (fields.get('kind') === 'token' && typeof token === 'string') return { kind: 'token', token };
  } catch {
    // Damaged credentials are as good as none: the server will ask for them.
  }
  return undefined;
}
