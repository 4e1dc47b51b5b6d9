import * as l10n from '@vscode/l10n';
import { ClusterError } from '../connection/errors';
import type { DockerClient } from './client';

/** Milliseconds for a host to respond before another is chosen. */
const PING_TIMEOUT = 5_000;

/**
 * Returns the first host that responds. A change goes only to that host, and not to another after a failure: networks
 * are global, and the first host may have created it.
 * @throws ClusterError of the first host if none responds.
 */
export function answeringHost(hosts: readonly DockerClient[], signal?: AbortSignal): Promise<DockerClient> {
  return firstOf(
    hosts,
    async (host, end) => {
      await host.ping(end);
      return true;
    },
    signal,
  );
}

/**
 * Returns the first host that knows a network, because a network of local scope is known only to its own host.
 * @throws ClusterError of the first failing host if none knows it, or `not-found` if all respond.
 */
export function hostWith(hosts: readonly DockerClient[], network: string, signal?: AbortSignal): Promise<DockerClient> {
  return firstOf(hosts, (host, end) => host.has(network, end), signal);
}

/** Queries all hosts concurrently and returns the first in configured order. */
async function firstOf(
  hosts: readonly DockerClient[],
  ask: (host: DockerClient, signal: AbortSignal) => Promise<boolean>,
  signal: AbortSignal | undefined,
): Promise<DockerClient> {
  const answers = hosts.map((host) =>
    ask(host, AbortSignal.any([AbortSignal.timeout(PING_TIMEOUT), ...(signal ? [signal] : [])])).then(
      (yes) => ({ host, yes }),
      (error: unknown) => ({ error: error instanceof Error ? error : new Error(String(error)) }),
    ),
  );
  let failure: Error | undefined;
  for (const answer of answers) {
    const outcome = await answer;
    if ('error' in outcome) failure ??= outcome.error;
    else if (outcome.yes) return outcome.host;
  }
  throw (
    failure ??
    new ClusterError('not-found', l10n.t('No Docker host has it.'), l10n.t('It may have been removed in the meantime.'))
  );
}
