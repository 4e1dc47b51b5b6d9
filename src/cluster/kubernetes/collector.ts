import * as l10n from '@vscode/l10n';
import { RetryBackoff } from '../../base/backoff';
import { readResources, readResponses } from '../collector/answers';
import { foreign, resourcesOf, unreachable } from '../collector/observations';
import { isClusterError } from '../connection/errors';
import { collectorService, type ReachedService } from '../model/served';
import type { Observation, PolicyData } from '../model/snapshot';
import type { KubernetesApi } from './api/client';
import { isStatus } from './api/status';

/** Milliseconds before a collector that the person may not ask is asked again: the first time, and at most. */
const FIRST_PAUSE = 2_000;
const LONGEST_PAUSE = 300_000;

/** Reads the measurements of star-collect through the API server's proxy to its service. */
export class ProxiedCollector {
  readonly #pauses = new RetryBackoff(FIRST_PAUSE, LONGEST_PAUSE);
  #refused: { readonly observation: Observation; readonly until: number } | undefined;

  /** @param policy Returns what is known of the cluster, where the collector is looked for. */
  constructor(
    private readonly api: Pick<KubernetesApi, 'get' | 'foreign'>,
    private readonly policy: () => PolicyData | undefined,
  ) {}

  /**
   * Reads the measurements. Failures are part of the observation, which is `none` without a collector.
   * @throws ClusterError only `cancelled`, if the signal aborts.
   */
  async fetchObservation(signal: AbortSignal): Promise<Observation> {
    const policy = this.policy();
    const service = policy && collectorService(policy);
    if (!service) return { state: 'none' };
    if (this.#refused && performance.now() < this.#refused.until) return this.#refused.observation;
    try {
      const observation = await this.#read(service, signal);
      this.#refused = undefined;
      this.#pauses.reset();
      return observation;
    } catch (error) {
      if (!isClusterError(error) || error.kind === 'cancelled') throw error;
      if (error.kind === 'unexpected-answer') return foreign(error);
      const observation = unreachable(error);
      if (isStatus(error, 403)) this.#refused = { observation, until: performance.now() + this.#pauses.next() };
      return observation;
    }
  }

  async #read({ namespace, name, port }: ReachedService, signal: AbortSignal): Promise<Observation> {
    const root = `/api/v1/namespaces/${encodeURIComponent(namespace)}/services/${encodeURIComponent(name)}:${port}/proxy`;
    const what = l10n.t('reach the collector through the service {0} in {1}', name, namespace);
    const get = async (path: string) => (await this.api.get({ what, path: `${root}${path}`, signal })).value;
    const responses = readResponses(await get('/responses'));
    if (!responses) return foreign(this.api.foreign(what, false));
    const isIncomplete = [...responses.values()].includes(null);
    const urls = isIncomplete ? await get('/resources').then(readResources, ignoreRefusal) : undefined;
    return { state: 'answered', at: Date.now(), resources: resourcesOf(responses, urls ?? new Map()) };
  }
}

function ignoreRefusal(error: unknown): undefined {
  if (!isClusterError(error) || error.kind === 'cancelled') throw error;
}
