import * as l10n from '@vscode/l10n';
import { ClusterError, isClusterError } from '../connection/errors';
import type { Credentials } from '../connection/http/client';
import type { MarathonData } from '../model/snapshot';
import {
  acceptedAnswer,
  appAnswer,
  deploymentsAnswer,
  groupAnswer,
  toDeployments,
  type DeploymentAnswer,
  type GroupAnswer,
} from './answers';
import { MarathonApi, type MarathonOptions } from './api';
import { dryRunAnswer, type PlannedAction } from './writes/dry-run';
import { readEvents, type MarathonEvent } from './events';
import { MarathonLoader, type Loaded } from './loader';
import { pathOf } from './path-id';

/** A change that Marathon has accepted and is making. */
export interface Accepted {
  readonly deploymentId: string;
  readonly version: string;
}

export interface ChangeOptions {
  /** Overrides the lock of a running deployment, which is then canceled. */
  readonly force?: boolean;
}

/** An app's wanted instances and definition version. */
export interface AppState {
  readonly instances: number;
  readonly version?: string;
}

/**
 * A client for Marathon's REST API, versions 0.13 to 1.11. All methods throw {@link ClusterError} with Marathon's own
 * reasons.
 */
export class MarathonClient {
  readonly #api: MarathonApi;
  readonly #loader: MarathonLoader;

  constructor(
    readonly address: string,
    credentials?: Credentials,
    options?: MarathonOptions,
  ) {
    this.#api = new MarathonApi(address, credentials, options);
    this.#loader = new MarathonLoader(this.#api);
  }

  /** Reads everything that the snapshot contains from Marathon, and reports unavailable parts. */
  read(signal?: AbortSignal): Promise<Loaded> {
    return this.#loader.load(signal);
  }

  /** The data that {@link read} returns. */
  async load(signal?: AbortSignal): Promise<MarathonData> {
    return (await this.read(signal)).data;
  }

  /** Returns the IDs of running deployments. */
  async deployments(signal?: AbortSignal): Promise<readonly string[]> {
    return (await this.runningDeployments(signal)).map(({ id }) => id);
  }

  /** Returns the running deployments. */
  async runningDeployments(signal?: AbortSignal): Promise<readonly DeploymentAnswer[]> {
    return toDeployments(await this.#api.get('/v2/deployments', deploymentsAnswer, signal), () => undefined);
  }

  /** Returns a group's current definition, or undefined. */
  group(id: string, signal?: AbortSignal): Promise<GroupAnswer | undefined> {
    return orNone(this.#api.get(`/v2/groups${pathOf(id)}`, groupAnswer, signal));
  }

  /** Returns an app's current definition, or undefined. */
  async app(id: string, signal?: AbortSignal): Promise<AppState | undefined> {
    const answer = await orNone(this.#api.get(`/v2/apps${pathOf(id)}`, appAnswer, signal));
    return (
      answer && {
        instances: answer.app.instances,
        ...(typeof answer.app.version === 'string' && { version: answer.app.version }),
      }
    );
  }

  /**
   * Creates or updates a group. Stops apps of the group that the definition omits.
   * @param path The group's absolute ID, or `/` for a definition with a relative ID.
   */
  putGroup(
    path: string,
    definition: object,
    { force = false }: ChangeOptions = {},
    signal?: AbortSignal,
  ): Promise<Accepted> {
    return this.#change(
      l10n.t('launch {0}', path),
      { method: 'PUT', url: `/v2/groups${pathOf(path)}`, data: JSON.stringify(definition), params: { force } },
      signal,
    );
  }

  /**
   * Returns what updating a group would do, action by action, without changing anything.
   * @throws ClusterError also if the server has no dry run or rejects it. Never `uncertain`.
   */
  async dryRunGroup(path: string, definition: object, signal?: AbortSignal): Promise<readonly PlannedAction[]> {
    const what = l10n.t('plan {0}', path);
    try {
      const answer = await this.#api.change(
        what,
        {
          method: 'PUT',
          url: `/v2/groups${pathOf(path)}`,
          data: JSON.stringify(definition),
          params: { dryRun: true },
          isHarmless: true,
        },
        signal,
      );
      return this.#api.read(what, answer, dryRunAnswer);
    } catch (error) {
      if (!isClusterError(error) || !error.uncertain) throw error;
      throw new ClusterError(error.kind, error.message, error.advice, error.detail, { cause: error });
    }
  }

  /**
   * Destroys a group with all its apps.
   * @throws ClusterError `invalid` for the root group, which contains everything.
   */
  async deleteGroup(id: string, { force = false }: ChangeOptions = {}, signal?: AbortSignal): Promise<Accepted> {
    if (!/^\/[^/]/.test(id))
      throw new ClusterError(
        'invalid',
        l10n.t('“{0}” is not a group that can be destroyed.', id),
        l10n.t('Choose a group below the root group.'),
      );
    return this.#change(
      l10n.t('destroy {0}', id),
      { method: 'DELETE', url: `/v2/groups${pathOf(id)}`, params: { force } },
      signal,
    );
  }

  scaleApp(
    id: string,
    instances: number,
    { force = false }: ChangeOptions = {},
    signal?: AbortSignal,
  ): Promise<Accepted> {
    return this.#change(
      l10n.t('scale {0}', id),
      { method: 'PUT', url: `/v2/apps${pathOf(id)}`, data: JSON.stringify({ instances }), params: { force } },
      signal,
    );
  }

  /** Rolls a deployment back, which is a new deployment. With `force`, only stops it. */
  async cancelDeployment(
    id: string,
    { force = false }: ChangeOptions = {},
    signal?: AbortSignal,
  ): Promise<Accepted | undefined> {
    const what = l10n.t('cancel deployment {0}', id);
    const answer = await this.#api.change(
      what,
      { method: 'DELETE', url: `/v2/deployments/${encodeURIComponent(id)}`, params: { force } },
      signal,
    );
    return answer.status === 202 ? undefined : this.#api.read(what, answer, acceptedAnswer, true);
  }

  /** Yields the events until the stream ends or the signal aborts. The first event is `event_stream_attached`. */
  async *events(signal: AbortSignal): AsyncGenerator<MarathonEvent, void, undefined> {
    yield* readEvents(this.#api.http, signal);
  }

  async #change(
    what: string,
    request: Parameters<MarathonApi['change']>[1],
    signal: AbortSignal | undefined,
  ): Promise<Accepted> {
    return this.#api.read(what, await this.#api.change(what, request, signal), acceptedAnswer, true);
  }
}

async function orNone<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (isClusterError(error) && error.kind === 'not-found') return undefined;
    throw error;
  }
}
