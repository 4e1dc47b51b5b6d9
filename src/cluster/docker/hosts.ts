import * as l10n from '@vscode/l10n';
import { ClusterError } from '../connection/errors';
import type { DockerClient } from './client';

/** Milliseconds that a host has to show that it answers, before another is chosen. */
const PING_TIMEOUT = 5_000;

/**
 * The first of several hosts that answers now. A change goes to that one alone, and to no other when it fails: networks
 * are global, and the first host may have made it.
 * @throws ClusterError of the first host when none answers.
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
 * The first of several hosts that knows a network. One of local scope is known to its own host alone.
 * @throws ClusterError of the first host that fails when none knows it; `not-found` when all answer.
 */
export function hostWith(hosts: readonly DockerClient[], network: string, signal?: AbortSignal): Promise<DockerClient> {
  return firstOf(hosts, (host, end) => host.has(network, end), signal);
}

/** Asks all at once, and takes the first in the order of the settings. */
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
    new ClusterError(
      'not-found',
      l10n.t('No Docker host knows it.'),
      l10n.t('It may have been removed in the meantime.'),
    )
  );
}
