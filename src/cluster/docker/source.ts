import * as l10n from '@vscode/l10n';
import { messageOf } from '../connection/errors';
import { problemOf } from '../connection/problem';
import type { Failure, Network } from '../model/snapshot';
import type { Source } from '../connection/source';
import { joinContainers } from './answers';
import type { DockerClient } from './client';
import { followHost, SAFETY_NET, type HostState } from './host-follower';

/** Milliseconds that the first delivery waits for slow hosts. */
const FIRST_ROUND = 1_500;

/**
 * The networks of several hosts as one list, with the endpoints of all hosts. A host that is unavailable affects only
 * its own endpoints and is reported as a problem. The source fails if all are unavailable.
 */
export class DockerSource implements Source<readonly Network[]> {
  constructor(private readonly hosts: readonly DockerClient[]) {}

  async follow(
    deliver: (networks: readonly Network[], problems?: readonly Failure[]) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const states: (HostState | undefined)[] = this.hosts.map(() => undefined);
    const end = new AbortController();
    let waited: NodeJS.Timeout | undefined;
    let patient = true;
    const done = new Promise<void>((resolve, reject) => {
      // Bound to this call: a source that keeps failing must not leave listeners on the store's signal.
      signal.addEventListener('abort', () => resolve(), { once: true, signal: end.signal });
      if (signal.aborted) resolve();
      const publish = () => {
        if (end.signal.aborted) return;
        if (states.includes(undefined) && patient) {
          waited ??= setTimeout(() => {
            patient = false;
            // Nothing catches errors thrown by a timer.
            try {
              publish();
            } catch (error) {
              reject(error instanceof Error ? error : new Error(messageOf(error)));
            }
          }, FIRST_ROUND);
          return;
        }
        const answered = states.filter((state) => state?.state === 'answered');
        const [failed] = states.filter((state) => state?.state === 'failed');
        if (answered.length > 0) deliver(merge(answered.map(({ listed }) => listed.networks)), this.#problems(states));
        else if (failed && !states.includes(undefined)) reject(failed.error);
      };
      this.hosts.forEach((host, index) => {
        followHost(
          host,
          (state) => {
            states[index] = state;
            publish();
          },
          AbortSignal.any([signal, end.signal]),
        ).catch(reject);
      });
    });
    try {
      await done;
    } finally {
      clearTimeout(waited);
      end.abort();
    }
  }

  #problems(states: readonly (HostState | undefined)[]): readonly Failure[] {
    return this.hosts.flatMap(({ address }, index) => {
      const state = states[index];
      if (!state) return [];
      if (state.state === 'failed') return [problemOf(state.error, l10n.t('Its containers are not shown.'))];
      const {
        listed: { odd },
        deaf,
      } = state;
      return [
        ...(odd > 0
          ? [
              {
                kind: 'unexpected-answer',
                message:
                  odd === 1
                    ? l10n.t('A network of Docker at {0} can’t be read.', address)
                    : l10n.t('{0} networks of Docker at {1} can’t be read.', odd, address),
              } as const,
            ]
          : []),
        ...(deaf === undefined
          ? []
          : [problemOf(deaf, l10n.t('It is polled every {0} s instead.', SAFETY_NET / 1_000))]),
      ];
    });
  }
}

/** Merges the hosts' lists by network ID, sorted by name. */
function merge(lists: readonly (readonly Network[])[]): readonly Network[] {
  const joined = new Map<string, Network>();
  for (const network of lists.flat()) {
    const known = joined.get(network.id);
    joined.set(network.id, known ? { ...known, containers: [...known.containers, ...network.containers] } : network);
  }
  return [...joined.values()]
    .map((network) => ({ ...network, containers: joinContainers(network.containers) }))
    .sort((a, b) => a.name.localeCompare(b.name) || (a.id < b.id ? -1 : 1));
}
