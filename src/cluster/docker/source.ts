import { ClusterError } from '../errors';
import { reloadOnChange } from '../reload';
import type { Network } from '../snapshot';
import type { Source } from '../source';
import type { DockerClient } from './client';

/** Milliseconds after which they are read without any event: a host tells only of what was done through itself. */
const SAFETY_NET = 10_000;

/** The networks of several hosts as one list: a network is there once, with the containers of all hosts. */
export class DockerSource implements Source<readonly Network[]> {
  constructor(private readonly hosts: readonly DockerClient[]) {}

  follow(deliver: (networks: readonly Network[]) => void, signal: AbortSignal): Promise<void> {
    return reloadOnChange(
      {
        load: async (either) => merge(await Promise.all(this.hosts.map((host) => host.networks(either)))),
        listen: (stale, either) => Promise.race(this.hosts.map((host) => this.#listen(host, stale, either))),
        safetyNet: SAFETY_NET,
      },
      deliver,
      signal,
    );
  }

  async #listen(host: DockerClient, stale: () => void, signal: AbortSignal): Promise<never> {
    const events = host.events(signal);
    while (!(await events.next()).done) stale();
    throw new ClusterError('unreachable', `Docker at ${host.address} ended its events.`);
  }
}

/** Joins the lists of the hosts by network ID, sorted by name. */
export function merge(lists: readonly (readonly Network[])[]): readonly Network[] {
  const joined = new Map<string, Network>();
  for (const network of lists.flat()) {
    const known = joined.get(network.id);
    joined.set(network.id, known ? { ...known, containers: [...known.containers, ...network.containers] } : network);
  }
  return [...joined.values()].sort((a, b) => a.name.localeCompare(b.name) || (a.id < b.id ? -1 : 1));
}
