import type { AxiosResponse } from 'axios';
import type { ZodMiniType } from 'zod/mini';
import { ClusterError } from '../errors';
import { HttpClient, type Credentials, type HttpRequest } from '../http';
import type { MarathonData } from '../snapshot';
import { acceptedAnswer, appsAnswer, deploymentsAnswer, groupAnswer, groupIds, infoAnswer, toApp, toDeployment } from './answers';
import { readEvents, type MarathonEvent } from './events';
import { refused } from './refusal';

/** A change that Marathon has accepted and carries out now. */
export interface Accepted {
  readonly deploymentId: string;
  readonly version: string;
}

export interface ChangeOptions {
  /** Overrides the lock of a running deployment, which is cancelled. */
  readonly force?: boolean;
}

const EMBED = ['apps.tasks', 'apps.counts', 'apps.deployments', 'apps.lastTaskFailure'];

/** Marathon's REST API, versions 0.14 to 1.9. Every method throws {@link ClusterError} with Marathon's own reasons. */
export class MarathonClient {
  readonly #http: HttpClient;

  constructor(
    readonly address: string,
    credentials?: Credentials,
  ) {
    this.#http = new HttpClient({ address, service: 'Marathon', ...(credentials && { credentials }) });
  }

  /** Reads all that the snapshot holds of Marathon. */
  async load(signal?: AbortSignal): Promise<MarathonData> {
    const [info, apps, root, deployments] = await Promise.all([
      this.#get('/v2/info', infoAnswer, signal),
      this.#get('/v2/apps', appsAnswer, signal, { params: { embed: EMBED } }),
      this.#get('/v2/groups', groupAnswer, signal),
      this.#get('/v2/deployments', deploymentsAnswer, signal),
    ]);
    return {
      version: info.version,
      apps: apps.apps.map(toApp).sort((a, b) => (a.id < b.id ? -1 : 1)),
      groups: groupIds(root),
      deployments: deployments.map(toDeployment),
    };
  }

  /** Ids of the deployments that run now. */
  async deployments(signal?: AbortSignal): Promise<readonly string[]> {
    return (await this.#get('/v2/deployments', deploymentsAnswer, signal)).map(({ id }) => id);
  }

  /**
   * Creates or updates a group. Apps of the group that the definition leaves out are stopped.
   * @param path the group's absolute id, or `/` for a definition with a relative id.
   */
  putGroup(path: string, definition: object, { force = false }: ChangeOptions = {}, signal?: AbortSignal): Promise<Accepted> {
    return this.#change(`launch ${path}`, { method: 'PUT', url: `/v2/groups${path === '/' ? '' : path}`, data: JSON.stringify(definition), params: { force } }, signal);
  }

  /**
   * Destroys a group with all its apps.
   * @throws ClusterError `invalid` for the root group, which would be everything.
   */
  async deleteGroup(id: string, { force = false }: ChangeOptions = {}, signal?: AbortSignal): Promise<Accepted> {
    if (!/^\/[^/]/.test(id)) throw new ClusterError('invalid', `“${id}” is not a group that may be destroyed.`, 'Choose a group below the root.');
    return this.#change(`destroy ${id}`, { method: 'DELETE', url: `/v2/groups${id}`, params: { force } }, signal);
  }

  scaleApp(id: string, instances: number, { force = false }: ChangeOptions = {}, signal?: AbortSignal): Promise<Accepted> {
    return this.#change(`scale ${id}`, { method: 'PUT', url: `/v2/apps${id}`, data: JSON.stringify({ instances }), params: { force } }, signal);
  }

  /** Rolls a deployment back, which is a deployment of its own; with `force` it just stops where it is. */
  async cancelDeployment(id: string, { force = false }: ChangeOptions = {}, signal?: AbortSignal): Promise<Accepted | undefined> {
    const what = `cancel deployment ${id}`;
    const answer = await this.#send({ method: 'DELETE', url: `/v2/deployments/${encodeURIComponent(id)}`, params: { force } }, signal);
    if (answer.status === 202) return undefined;
    if (answer.status !== 200) throw refused(what, answer);
    return this.#read(what, answer, acceptedAnswer);
  }

  /** The event stream, until it ends or the signal aborts. The first event is `event_stream_attached`. */
  async *events(signal: AbortSignal): AsyncGenerator<MarathonEvent, void, undefined> {
    yield* readEvents(this.#http, signal);
  }

  #get<T>(url: string, schema: ZodMiniType<T>, signal: AbortSignal | undefined, request: HttpRequest = {}): Promise<T> {
    const what = `answer ${url}`;
    return this.#send({ ...request, url }, signal).then((answer) => {
      if (answer.status !== 200) throw refused(what, answer);
      return this.#read(what, answer, schema);
    });
  }

  async #change(what: string, request: HttpRequest, signal: AbortSignal | undefined): Promise<Accepted> {
    const answer = await this.#send(request, signal);
    if (answer.status < 200 || answer.status >= 300) throw refused(what, answer);
    return this.#read(what, answer, acceptedAnswer);
  }

  #send(request: HttpRequest, signal: AbortSignal | undefined): Promise<AxiosResponse<string>> {
    return this.#http.request({
      ...request,
      signal,
      headers: { Accept: 'application/json', ...(request.data !== undefined && { 'Content-Type': 'application/json' }) },
      // Repeated, as Marathon reads it: embed=a&embed=b.
      paramsSerializer: { indexes: null },
    });
  }

  #read<T>(what: string, { data }: AxiosResponse<string>, schema: ZodMiniType<T>): T {
    const foreign = (detail: string) => new ClusterError('unexpected-answer', `What answers at ${this.address} is not Marathon: it did not ${what} as Marathon does.`, 'Check the address of Marathon in the cluster’s settings.', detail);
    let json: unknown;
    try {
      json = JSON.parse(data);
    } catch {
      throw foreign(data.slice(0, 500));
    }
    const parsed = schema.safeParse(json);
    if (!parsed.success) throw foreign(`${parsed.error.message}\n${data.slice(0, 500)}`);
    return parsed.data;
  }
}
