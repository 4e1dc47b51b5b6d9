import type { AxiosResponse } from 'axios';
import type { Readable } from 'node:stream';
import { createInterface } from 'node:readline';
import * as z from 'zod/mini';
import { ClusterError } from '../errors';
import { HttpClient, type HttpRequest } from '../http';
import type { Network } from '../snapshot';

const container = z.object({ Name: z.catch(z.string(), ''), EndpointID: z.catch(z.string(), ''), IPv4Address: z.catch(z.string(), '') });

const network = z.object({
  Id: z.string(),
  Name: z.string(),
  Driver: z.catch(z.string(), ''),
  Scope: z.catch(z.string(), ''),
  IPAM: z.nullish(z.object({ Config: z.nullish(z.array(z.object({ Subnet: z.nullish(z.string()) }))) })),
  Containers: z.nullish(z.record(z.string(), container)),
});

const created = z.object({ Id: z.string(), Warning: z.nullish(z.string()) });
const refusal = z.object({ message: z.string() });

/** A network to be created by Calico's driver and address management. */
export interface NewNetwork {
  readonly name: string;
  /** CIDR of a Calico pool; needed when containers shall ask for fixed addresses. */
  readonly subnet?: string;
}

/** The networks of one Docker host, by its Engine API. Every method throws {@link ClusterError} with Docker's own words. */
export class DockerClient {
  readonly #http: HttpClient;

  /** @param address e.g. `http://172.24.197.102:2375` or `unix:///var/run/docker.sock`. */
  constructor(readonly address: string) {
    this.#http = new HttpClient({ address, service: 'Docker' });
  }

  /** All networks of Calico's driver, with the containers of this host. */
  async networks(signal?: AbortSignal): Promise<readonly Network[]> {
    const listed = await this.#get('/networks', z.array(network), signal, { params: { filters: JSON.stringify({ driver: ['calico'] }) } });
    // From API 1.28 on the list has no containers: each network is asked for them.
    return Promise.all(listed.map(async (item) => toNetwork(item.Containers === undefined || item.Containers === null ? await this.#get(`/networks/${item.Id}`, network, signal) : item)));
  }

  /** Creates a network and resolves with its ID. Networks of one name are refused. */
  async createNetwork({ name, subnet }: NewNetwork, signal?: AbortSignal): Promise<string> {
    const body = { Name: name, CheckDuplicate: true, Driver: 'calico', IPAM: { Driver: 'calico', ...(subnet !== undefined && { Config: [{ Subnet: subnet }] }) } };
    const what = `create the network ${name}`;
    const answer = await this.#http.request({ method: 'POST', url: '/networks/create', data: JSON.stringify(body), headers: { 'Content-Type': 'application/json' }, signal });
    if (answer.status !== 201) throw this.#refused(what, answer);
    return this.#read(what, answer, created).Id;
  }

  /** Removes a network by name or ID; Docker refuses while containers are connected. */
  async removeNetwork(idOrName: string, signal?: AbortSignal): Promise<void> {
    const answer = await this.#http.request({ method: 'DELETE', url: `/networks/${encodeURIComponent(idOrName)}`, signal });
    if (answer.status !== 204 && answer.status !== 200) throw this.#refused('remove the network', answer);
  }

  /** Yields once for each event of a network on this host, until the stream ends or the signal aborts. */
  async *events(signal: AbortSignal): AsyncGenerator<void, void, undefined> {
    const { status, data } = await this.#http.request<Readable>({ url: '/events', params: { filters: JSON.stringify({ type: ['network'] }) }, responseType: 'stream', timeout: 0, signal });
    try {
      if (status !== 200) throw new ClusterError('unexpected-answer', `Docker at ${this.address} did not give its events (status ${status}).`);
      for await (const line of createInterface({ input: data })) if (line.trim() !== '') yield;
    } finally {
      data.destroy();
    }
  }

  async #get<T>(url: string, schema: z.ZodMiniType<T>, signal: AbortSignal | undefined, request: HttpRequest = {}): Promise<T> {
    const answer = await this.#http.request({ ...request, url, signal });
    const what = `answer ${url}`;
    if (answer.status !== 200) throw this.#refused(what, answer);
    return this.#read(what, answer, schema);
  }

  #read<T>(what: string, { data }: AxiosResponse<string>, schema: z.ZodMiniType<T>): T {
    const parsed = schema.safeParse(parse(data));
    if (!parsed.success) throw new ClusterError('unexpected-answer', `What answers at ${this.address} is not Docker: it did not ${what} as Docker does.`, 'Check the Docker hosts in the cluster’s settings.', data.slice(0, 500));
    return parsed.data;
  }

  /** Old daemons answer in plain text, others with a message; driver errors come inside it behind `remote:`. */
  #refused(what: string, { status, data }: AxiosResponse<string>): ClusterError {
    const said = refusal.safeParse(parse(data));
    const message = (said.success ? said.data.message : data).trim() || `status ${status}`;
    const kind = status === 404 ? 'not-found' : status === 409 || (status === 403 && message.includes('active endpoints')) ? 'conflict' : status >= 500 ? 'server' : 'invalid';
    return new ClusterError(kind, `Docker at ${this.address} did not ${what}: ${message}`, undefined, data);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function toNetwork({ Id, Name, Driver, Scope, IPAM, Containers }: z.infer<typeof network>): Network {
  return {
    id: Id,
    name: Name,
    driver: Driver,
    scope: Scope,
    subnets: (IPAM?.Config ?? []).flatMap(({ Subnet }) => Subnet ?? []),
    containers: Object.entries(Containers ?? {}).map(([id, { Name: name, EndpointID, IPv4Address }]) => ({ id, name, endpointId: EndpointID, ipv4: IPv4Address })),
  };
}
