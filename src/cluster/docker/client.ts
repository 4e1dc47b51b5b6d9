import * as l10n from '@vscode/l10n';
import * as z from 'zod/mini';
import { isClusterError } from '../connection/errors';
import { settle, type Fate } from '../connection/outcome';
import type { Network } from '../model/snapshot';
import { createdAnswer, hasMembers, networkAnswer, toNetwork, type NetworkAnswer } from './answers';
import { isAtLeast } from './api-version';
import { Engine, type DockerOptions } from './engine';
import { networkEvents } from './events';

/** The driver whose networks are shown and made. */
const CALICO = 'calico';

/** Milliseconds that the creation of a network may take: Docker itself waits for a plugin for 15 s. */
const CREATE_TIMEOUT = 60_000;

/** Milliseconds that a removal may take: over a plugin that does not answer it takes Docker 45 s and more. */
const REMOVE_TIMEOUT = 120_000;

/** Networks that are inspected at a time. */
const INSPECTED = 8;

/** The first API whose list takes the filter `driver` (Docker 1.12); 1.9 ignores it, 1.10 and 1.11 refuse it. */
const WITH_DRIVER_FILTER = 24;

/** The first API whose event stream tells of networks (Docker 1.10). */
const WITH_NETWORK_EVENTS = 22;

/** A network to be created by Calico's driver and address management. */
export interface NewNetwork {
  readonly name: string;
  /** CIDR of a Calico pool; needed when containers shall ask for fixed addresses. */
  readonly subnet?: string;
}

/** What one host lists. */
export interface Listed {
  readonly networks: readonly Network[];
  /** How many entries were no networks as Docker writes them. */
  readonly odd: number;
}

/** The networks of one Docker host, 1.9 and later. Every method throws {@link ClusterError} with Docker's own words. */
export class DockerClient {
  readonly #engine: Engine;

  /** @param address e.g. `http://172.24.197.102:2375` or `unix:///var/run/docker.sock`. */
  constructor(
    readonly address: string,
    options: DockerOptions = {},
  ) {
    this.#engine = new Engine(address, options);
  }

  /** Resolves when the host answers as Docker. */
  async ping(signal?: AbortSignal): Promise<void> {
    await this.#engine.version(signal);
    await this.#list(signal);
  }

  /** All networks of Calico's driver, with the endpoints that this host knows of. */
  async networks(signal?: AbortSignal): Promise<readonly Network[]> {
    return (await this.read(signal)).networks;
  }

  /** The networks as {@link networks} gives them, and how many entries could not be read. */
  async read(signal?: AbortSignal): Promise<Listed> {
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
   * Creates a network and resolves with its ID. Networks of one name are refused. A lost answer is found out by the IDs
   * that the name had before and has after.
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

  /** Removes a network by name or ID; Docker refuses while containers are connected. `name` is for messages. */
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
   * Yields for each event of a network on this host, and once when the stream is open, until it ends or the signal
   * aborts. Undefined where the engine tells nothing of networks.
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

  /** Undefined when it was removed since it was listed. */
  async #inspect(id: string, signal: AbortSignal | undefined): Promise<NetworkAnswer | undefined> {
    try {
      return await this.#engine.get(`/networks/${encodeURIComponent(id)}`, networkAnswer, signal);
    } catch (error) {
      if (isClusterError(error) && error.kind === 'not-found') return undefined;
      throw error;
    }
  }
}
