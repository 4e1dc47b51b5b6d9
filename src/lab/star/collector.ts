import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody } from '../http/body';
import { jsonOrUndefined } from '../json';
import { EXAMPLE } from './example';
import { numberFlag, parseFlags } from './flags';
import { get } from './get';
import { ASSETS, PAGE } from './page';
import { PANIC, ProgramExit, type ProgramContext } from './program';
import { parseResource, parseResources, type Resource } from './resources';
import { respond, sorted } from './respond';

const FLAGS = ['http-address', 'http-port', 'http-request-seconds', 'resources-file', 'logfile'];

/** The last response of a resource. */
interface Collected {
  readonly json: unknown;
  readonly statusCode: number;
  readonly url: string;
}

/**
 * star-collect 0.5: polls every resource, and serves their last responses.
 * @throws ProgramExit for an invalid command line or resources file.
 */
export function starCollect(args: readonly string[], context: ProgramContext): void {
  const flags = parseFlags(args, FLAGS);
  const periodMs = flags.has('http-request-seconds')
    ? numberFlag(flags, 'http-request-seconds', 5) * 1000
    : context.pollMs;
  const collector = new Collector(context, periodMs);
  const file = flags.get('resources-file');
  if (file !== undefined) readResources(file, context).forEach((resource) => collector.add(resource));
  context.serve(numberFlag(flags, 'http-port', 9001), (request, response) => {
    collector.answer(request, response).catch(() => response.destroy());
  });
}

function readResources(file: string, { readFile }: ProgramContext): Resource[] {
  const text = readFile(file);
  if (text === undefined)
    throw new ProgramExit(PANIC, `cannot open the resources file ${file}: No such file or directory`);
  const resources = parseResources(text);
  if (!resources) throw new ProgramExit(PANIC, `the resources file ${file} is not a JSON list of {"id", "url"}`);
  return resources;
}

class Collector {
  readonly #resources = new Map<string, Resource>();
  readonly #collected = new Map<string, Collected>();

  constructor(
    private readonly context: ProgramContext,
    private readonly periodMs: number,
  ) {}

  /** Starts polling a resource. The same ID with another URL is another resource. */
  add(resource: Resource): void {
    const key = keyOf(resource);
    if (this.#resources.has(key)) return;
    this.#resources.set(key, resource);
    const { agent, every, requestTimeoutMs } = this.context;
    every(this.periodMs, async () => {
      const collected = await get(resource.url, agent, requestTimeoutMs).then(
        ({ status, body }) => ({ json: jsonOrUndefined(body), statusCode: status, url: resource.url }),
        () => undefined,
      );
      if (collected?.json !== undefined) this.#collected.set(key, collected);
      else this.#collected.delete(key);
    });
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const asked = `${request.method ?? ''} ${request.url ?? ''}`;
    if (asked === 'GET /resources') sendJson(response, { resources: [...this.#resources.values()] });
    else if (asked === 'POST /resources') this.#post(await readBody(request), response);
    else if (asked === 'GET /responses') sendJson(response, { responses: this.#responses() });
    else if (asked === 'GET /responses/example') sendJson(response, EXAMPLE);
    else if (/^GET \/(\?.*)?$/.test(asked)) respond(response, 200, 'text/html', PAGE);
    else this.#asset(request, response);
  }

  /** Serves one of the page's own files, or 404. */
  #asset({ method, url = '' }: IncomingMessage, response: ServerResponse): void {
    const asset = method === 'GET' ? ASSETS.get(url) : undefined;
    if (asset) respond(response, 200, asset.type, asset.text);
    else respond(response, 404);
  }

  #post(body: string, response: ServerResponse): void {
    const resource = parseResource(body);
    if (typeof resource === 'string') {
      respond(response, 400, 'text/plain', resource);
      return;
    }
    this.add(resource);
    sendJson(response, resource);
  }

  /** By ID; the latest resource with an ID wins. */
  #responses(): Record<string, Collected | null> {
    const entries = [...this.#resources].map(([key, { id }]) => [id, this.#collected.get(key) ?? null] as const);
    return Object.fromEntries(entries);
  }
}

function keyOf({ id, url }: Resource): string {
  return JSON.stringify([id, url]);
}

function sendJson(response: ServerResponse, body: unknown): void {
  respond(response, 200, 'application/json', JSON.stringify(sorted(body)));
}
