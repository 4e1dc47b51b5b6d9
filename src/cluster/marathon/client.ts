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

/** A change that Marathon has accepted and carries out now. */
export interface Accepted {
  readonly deploymentId: string;
  readonly version: string;
}

export interface ChangeOptions {
  /** Overrides the lock of a running deployment, which is cancelled. */
  readonly force?: boolean;
}

/** An app's wanted instances, and the version of its definition. */
export interface AppState {
  readonly instances: number;
  readonly version?: string;
}

/** Marathon's REST API, versions 0.13 to 1.11. Every method throws {@link ClusterError} with Marathon's own reasons. */
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

  /** Reads all that the snapshot holds of Marathon, and names what of it could not be had. */
  read(signal?: AbortSignal): Promise<Loaded> {
    return this.#loader.load(signal);
  }

  /** The data that {@link read} gives. */
  async load(signal?: AbortSignal): Promise<MarathonData> {
    return (await this.read(signal)).data;
  }

  /** Ids of the deployments that run now. */
  async deployments(signal?: AbortSignal): Promise<readonly string[]> {
    return (await this.runningDeployments(signal)).map(({ id }) => id);
  }

  /** The deployments that run now. */
  async runningDeployments(signal?: AbortSignal): Promise<readonly DeploymentAnswer[]> {
    return toDeployments(await this.#api.get('/v2/deployments', deploymentsAnswer, signal), () => undefined);
  }

  /** A group as it is defined now; undefined when there is none. */
  group(id: string, signal?: AbortSignal): Promise<GroupAnswer | undefined> {
    return orNone(this.#api.get(`/v2/groups${pathOf(id)}`, groupAnswer, signal));
  }

  /** An app as it is defined now; undefined when there is none. */
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
   * Creates or updates a group. Apps of the group that the definition leaves out are stopped.
   * @param path the group's absolute id, or `/` for a definition with a relative id.
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
   * What putting a group would do, action by action; nothing is changed.
   * @throws ClusterError also where the server knows no dry run or refuses it; never an uncertain one.
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
   * @throws ClusterError `invalid` for the root group, which would be everything.
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

  /** Rolls a deployment back, which is a deployment of its own; with `force` it just stops where it is. */
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

  /** The event stream, until it ends or the signal aborts. The first event is `event_stream_attached`. */
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
