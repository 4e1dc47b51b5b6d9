import * as l10n from '@vscode/l10n';
import type { AxiosResponse } from 'axios';
import { ClusterError, isClusterError } from '../../connection/errors';
import type { HttpClient, HttpRequest } from '../../connection/http/client';

/** Milliseconds per reading if there is another address to try. */
const SHORT_TIMEOUT = 5_000;

/** The servers of one etcd, tried in turn. */
export class Etcd2Servers {
  #preferred = 0;

  /** @param servers One client per address. At least one. */
  constructor(private readonly servers: readonly HttpClient[]) {}

  /**
   * Sends to the server that answered last, and to the others in turn if it is unreachable or leaves a read unanswered.
   */
  async send(request: HttpRequest, signal: AbortSignal | undefined): Promise<AxiosResponse<string>> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.current.request({
          ...request,
          ...(request.timeout === undefined &&
            !isChange(request) &&
            this.servers.length > 1 && { timeout: SHORT_TIMEOUT }),
          signal,
        });
      } catch (error) {
        // The outcome of an unanswered change is better read from another server.
        if (isClusterError(error) && error.uncertain) this.#preferred = (this.#preferred + 1) % this.servers.length;
        if (!isClusterError(error) || !isWorthAnother(error, request) || attempt + 1 >= this.servers.length)
          throw error;
      }
      this.#preferred = (this.#preferred + 1) % this.servers.length;
    }
  }

  /** The server that answered last. */
  get current(): HttpClient {
    const server = this.servers[this.#preferred];
    if (!server)
      throw new ClusterError(
        'invalid',
        l10n.t('No etcd address is configured.'),
        l10n.t('Add one in the cluster settings.'),
      );
    return server;
  }
}

/** A change that may have reached a server is not sent to another, and an unanswered watch has nothing to report. */
function isWorthAnother({ kind, uncertain }: ClusterError, { timeout }: HttpRequest): boolean {
  return !uncertain && (kind === 'unreachable' || (kind === 'timeout' && timeout === undefined));
}

/** Whether a request is a change. */
export function isChange({ method }: HttpRequest): boolean {
  return method !== 'GET';
}
