import type * as vscode from 'vscode';
import { isKubernetes, type ClusterCredentials, type ClusterDefinition } from '../../cluster/connection/definition';
import type { Credentials } from '../../cluster/connection/http/client';

/** The services of a cluster that may require credentials. */
export const SERVICES = ['etcd', 'marathon'] as const;
export type CredentialService = (typeof SERVICES)[number];

/**
 * Stores passwords and tokens in VS Code's secret storage. They belong to addresses, so that a cluster of the same name
 * elsewhere, or the same host without TLS, does not get them.
 */
export class CredentialStore {
  /** @param own Returns the secrets of clusters that the extension runs itself. */
  constructor(
    private readonly secrets: vscode.SecretStorage,
    private readonly own: (definition: ClusterDefinition) => ClusterCredentials | undefined = () => undefined,
  ) {}

  /** Returns the credentials that may be sent to a cluster's services. A service with an unknown address gets none. */
  async of(definition: ClusterDefinition): Promise<ClusterCredentials> {
    const own = this.own(definition);
    if (own) return own;
    // Earlier versions stored them by name, regardless of its addresses.
    await Promise.all(SERVICES.map((service) => this.secrets.delete(`credentials/${service}/${definition.name}`)));
    const entries = await Promise.all(
      SERVICES.map(async (service) => [service, await this.#common(service, definition)] as const),
    );
    return Object.fromEntries(entries.filter(([, credentials]) => credentials !== undefined));
  }

  /** Stores credentials for the current addresses of a service. */
  async set(definition: ClusterDefinition, service: CredentialService, credentials: Credentials): Promise<void> {
    const stored = JSON.stringify(credentials);
    await Promise.all(keysOf(definition, service).map((key) => this.secrets.store(key, stored)));
  }

  async clear(definition: ClusterDefinition, service: CredentialService): Promise<void> {
    await Promise.all(keysOf(definition, service).map((key) => this.secrets.delete(key)));
  }

  /** Clients send the same credentials to each address, so all addresses must have the same. */
  async #common(service: CredentialService, definition: ClusterDefinition): Promise<Credentials | undefined> {
    const [first, ...others] = await Promise.all(keysOf(definition, service).map((key) => this.secrets.get(key)));
    return others.every((other) => other === first) ? parse(first) : undefined;
  }
}

/** Returns the addresses of a service that takes credentials. */
export function addressesOf(definition: ClusterDefinition, service: CredentialService): readonly string[] {
  if (isKubernetes(definition)) return [];
  const { etcd, marathon } = definition;
  if (service === 'etcd') return etcd;
  return marathon === undefined ? [] : [marathon];
}

function keysOf(definition: ClusterDefinition, service: CredentialService): readonly string[] {
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
    // Damaged credentials count as missing. The server will ask for them.
  }
  return undefined;
}
