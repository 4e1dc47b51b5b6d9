import * as l10n from '@vscode/l10n';
import * as z from 'zod/mini';
import { isClusterError } from '../connection/errors';
import { settle, type Fate } from '../connection/outcome';
import type { Network } from '../model/snapshot';
import { createdAnswer, hasMembers, networkAnswer, toNetwork, type NetworkAnswer } from './answers';
import { isAtLeast } from './api-version';
import { Engine, type DockerOptions } from './engine';
import { networkEvents } from './events';

/** The driver of the networks that are shown and created. */
const CALICO = 'calico';

/** Milliseconds for creating a network. Docker itself waits 15 s for a plugin. */
const CREATE_TIMEOUT = 60_000;

/** Milliseconds for removing a network. Docker takes 45 s and more if a plugin does not respond. */
const REMOVE_TIMEOUT = 120_000;

/** Number of networks inspected concurrently. */
const INSPECTED = 8;

/** The first API whose list supports the filter `driver` (Docker 1.12). 1.9 ignores it, 1.10 and 1.11 reject it. */
const WITH_DRIVER_FILTER = 24;

/** The first API with network events (Docker 1.10). */
const WITH_NETWORK_EVENTS = 22;

/** A network to create with Calico's driver and IPAM. */
export interface NewNetwork {
  readonly name: string;
  /** The CIDR of a Calico pool. Required if containers request fixed addresses. */
  readonly subnet?: string;
}

/** The networks of one host. */
export interface NetworkListing {
  readonly networks: readonly Network[];
  /** The number of unreadable entries. */
  readonly odd: number;
}

/**
 * The networks of one Docker host, version 1.9 and later. All methods throw {@link ClusterError} with Docker's own
 * message.
 */
export class DockerClient {
  readonly #engine: Engine;

  /** @param address For example `http://172.24.197.102:2375` or `unix:///var/run/docker.sock`. */
  constructor(
    readonly address: string,
    options: DockerOptions = {},
  ) {
    this.#engine = new Engine(address, options);
  }

  /** Resolves if the host responds as Docker. */
  async ping(signal?: AbortSignal): Promise<void> {
    await this.#engine.version(signal);
    await this.#list(signal);
  }

  /** Returns all networks of Calico's driver, with the endpoints known to this host. */
  async networks(signal?: AbortSignal): Promise<readonly Network[]> {
    return (await this.read(signal)).networks;
  }

  /** Returns the {@link networks}, and the number of unreadable entries. */
  async read(signal?: AbortSignal): Promise<NetworkListing> {
    const listed = await this.#list(signal);
    const entries = listed.map((item) => networkAnswer.safeParse(item));
    const wanted = entries.flatMap(({ data }) => (data?.Driver === CALICO ? [data] : []));
    const networks: Network[] = [];
    for (let from = 0; from < wanted.length; from += INSPECTED) {
      const answers = await Promise.all(
        wanted
          .slice(from, from + INSPECTED)
          .map((item) => (hasMembers(item) ? Promise.resolve(item) : this.#inspect(item.Id, signal))),
      );
      networks.push(...answers.filter((item) => item !== undefined).map(toNetwork));
    }
    return { networks, odd: entries.filter(({ success }) => !success).length };
  }

  /** Whether the network is there. */
  async has(id: string, signal?: AbortSignal): Promise<boolean> {
    return (await this.#inspect(id, signal)) !== undefined;
  }

  /**
   * Creates a network and resolves with its ID. Duplicate names are rejected. A lost answer is resolved by comparing
   * the IDs with that name before and after.
   */
  async createNetwork({ name, subnet }: NewNetwork, signal?: AbortSignal): Promise<string> {
    const body = {
      Name: name,
      CheckDuplicate: true,
      Driver: CALICO,
      IPAM: { Driver: CALICO, ...(subnet !== undefined && { Config: [{ Subnet: subnet }] }) },
    };
    const what = l10n.t('create the network {0}', name);
    const before = await this.#idsNamed(name, signal).catch(() => undefined);
    return settle<string>({
      subject: l10n.t('The network {0}', name),
      write: async () => {
        const answer = await this.#engine.change(
          what,
          { method: 'POST', url: '/networks/create', data: JSON.stringify(body), timeout: CREATE_TIMEOUT },
          signal,
        );
        return this.#engine.read(what, answer, createdAnswer, true).Id;
      },
      find: async (reading): Promise<Fate<string>> => {
        if (!before) return { kind: 'unknown' };
        const fresh = (await this.#idsNamed(name, reading)).filter((id) => !before.includes(id));
        const [id] = fresh;
        return id === undefined ? { kind: 'not-made' } : { kind: 'made', value: id };
      },
    });
  }

  /** Removes a network by name or ID. Docker refuses while containers are connected. `name` is used in messages. */
  async removeNetwork(idOrName: string, signal?: AbortSignal, name = idOrName): Promise<void> {
    await settle<undefined>({
      subject: l10n.t('The network {0}', name),
      write: async () => {
        await this.#engine.change(
          l10n.t('remove the network {0}', name),
          { method: 'DELETE', url: `/networks/${encodeURIComponent(idOrName)}`, timeout: REMOVE_TIMEOUT },
          signal,
        );
        return undefined;
      },
      find: async (reading) =>
        (await this.has(idOrName, reading)) ? { kind: 'not-made' } : { kind: 'made', value: undefined },
    });
  }

  /**
   * Yields for each network event on this host, and once when the stream is open, until it ends or the signal aborts.
   * Returns undefined if the engine has no network events.
   */
  async events(signal: AbortSignal): Promise<AsyncGenerator<void, void, undefined> | undefined> {
    const version = await this.#engine.version(signal);
    if (version && !isAtLeast(version, WITH_NETWORK_EVENTS)) return undefined;
    return networkEvents(this.#engine, signal);
  }

  async #list(signal: AbortSignal | undefined): Promise<readonly unknown[]> {
    const version = await this.#engine.version(signal);
    const filtered =
      version && isAtLeast(version, WITH_DRIVER_FILTER) ? { filters: JSON.stringify({ driver: [CALICO] }) } : {};
    // An engine without networks lists null.
    return (await this.#engine.get('/networks', z.nullable(z.array(z.unknown())), signal, filtered)) ?? [];
  }

  async #idsNamed(name: string, signal: AbortSignal | undefined): Promise<readonly string[]> {
    return (await this.#list(signal)).flatMap((item) => {
      const { data } = networkAnswer.safeParse(item);
      return data?.Name === name ? [data.Id] : [];
    });
  }

  /** Returns undefined if the network was removed after it was listed. */
  async #inspect(id: string, signal: AbortSignal | undefined): Promise<NetworkAnswer | undefined> {
    try {
      return await this.#engine.get(`/networks/${encodeURIComponent(id)}`, networkAnswer, signal);
    } catch (error) {
      if (isClusterError(error) && error.kind === 'not-found') return undefined;
      throw error;
    }
  }
}
