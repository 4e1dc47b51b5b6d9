import * as l10n from '@vscode/l10n';
import type { AxiosResponse } from 'axios';
import { isClusterError, type ClusterError } from '../connection/errors';
import { HttpClient } from '../connection/http/client';
import type { ServiceOptions } from '../connection/service-options';
import type { Observation } from '../model/snapshot';
import type { CollectorAddress } from './address';
import { parseResources, parseResponses, type ResourceAnswer } from './answers';
import { foreignFailure, gatewayFailure, stuckFailure } from './failures';
import { foreign, resourcesOf, unreachable } from './observations';

/** marathon-lb gives up a dropped connection after 12 s at the latest. Its response is more specific than a timeout. */
const TIMEOUT = 15_000;

/** Fetches measurements from star-collect, directly or through the load balancer by Host header. */
export class CollectorClient {
  readonly #http: HttpClient;
  readonly #headers: Readonly<Record<string, string>>;

  /** @param timeout Milliseconds per request. */
  constructor(
    private readonly where: CollectorAddress,
    timeout = TIMEOUT,
    options: ServiceOptions = {},
  ) {
    const { address, virtualHost } = where;
    this.#http = new HttpClient({
      ...options,
      address,
      service: virtualHost === undefined ? l10n.t('The collector') : l10n.t('The load balancer'),
      timeout,
    });
    this.#headers = { Accept: 'application/json', ...(virtualHost !== undefined && { Host: virtualHost }) };
  }

  /**
   * Reads `/responses`, and `/resources` for the URLs of resources without a response. The collector's failures are
   * part of the observation. Times are in milliseconds since the epoch.
   * @throws ClusterError only `cancelled`, if the signal aborts.
   */
  async fetchObservation(signal?: AbortSignal): Promise<Observation> {
    const began = performance.now();
    try {
      const answer = await this.#get('/responses', signal);
      const elapsed = performance.now() - began;
      if (answer.status === 502 && (await this.#pageLoads(signal))) return unreachable(stuckFailure(this.where));
      if (answer.status >= 502 && answer.status <= 504)
        return unreachable(gatewayFailure(this.where, answer.status, elapsed));
      const responses = answer.status === 200 ? parseResponses(answer.data) : undefined;
      if (!responses) return foreign(foreignFailure(this.where, answer));
      const at = Date.now();
      return { state: 'answered', at, resources: resourcesOf(responses, await this.#urls(responses, signal)) };
    } catch (error) {
      if (!isClusterError(error) || error.kind === 'cancelled') throw error;
      if (error.kind === 'unexpected-answer') return foreign(error);
      return unreachable(brokenOff(error) && (await this.#pageLoads(signal)) ? stuckFailure(this.where) : error);
    }
  }

  /**
   * Returns the URLs of all resources. Requests them only if a response is missing, because responses contain their
   * URLs.
   */
  async #urls(
    responses: ReadonlyMap<string, ResourceAnswer>,
    signal: AbortSignal | undefined,
  ): Promise<ReadonlyMap<string, string>> {
    if (![...responses.values()].includes(null)) return new Map();
    try {
      const { status, data } = await this.#get('/resources', signal);
      return (status === 200 ? parseResources(data) : undefined) ?? new Map<string, string>();
    } catch (error) {
      if (!isClusterError(error) || error.kind === 'cancelled') throw error;
      return new Map();
    }
  }

  async #pageLoads(signal: AbortSignal | undefined): Promise<boolean> {
    try {
      const { status, headers } = await this.#get('/', signal);
      return status === 200 && String(headers['content-type'] ?? '').startsWith('text/html');
    } catch (error) {
      if (!isClusterError(error) || error.kind === 'cancelled') throw error;
      return false;
    }
  }

  #get(url: string, signal: AbortSignal | undefined): Promise<AxiosResponse<string>> {
    return this.#http.request({ url, headers: this.#headers, signal });
  }
}

function brokenOff({ cause }: ClusterError): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === 'ECONNRESET';
}
