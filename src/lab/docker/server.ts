import type { Express, Request, Response } from 'express';
import { newApp, otherwise, queryOf, statusOf, textBody } from '../http/json-app';
import { jsonOrUndefined } from '../json';
import { parseConnectRequest } from './connect-request';
import { infoOf, listContainers } from './containers';
import { parseCreateRequest } from './create-request';
import { listFilters, requireJson, versionOf, withoutVersion, type DockerOptions, type EngineRelease } from './engine';
import { EVENT_FILTERS, isWanted, type DockerEvent } from './events';
import { parseFilters, passes } from './filters';
import { viewNetwork, type DockerNetwork } from './network';
import type { Networks } from './networks';

/** The network API of the Docker Engine, with and without a version in the path. */
export function dockerServer(networks: Networks, { engine = '1.11', host }: DockerOptions = {}): Express {
  const app = newApp();
  app.use((request, _response, next) => {
    request.url = withoutVersion(request.url, engine);
    next();
  });
  app.get('/_ping', (_request, response) => void response.type('text/plain').send('OK'));
  app.get('/version', (_request, response) => void response.json(versionOf(engine)));
  app.get('/info', (_request, response) => void response.json(infoOf(networks, host, engine)));
  app.get('/containers/json', (_request, response) => void response.json(listContainers(networks, host)));
  app.get(
    '/networks',
    (request, response) =>
      void response.json(
        list(networks, queryOf(request).get('filters'), engine).map((network) => viewNetwork(network, host)),
      ),
  );
  app.get(
    '/networks/:reference',
    (request, response) => void response.json(viewNetwork(networks.find(request.params.reference), host)),
  );
  app.post('/networks/create', async (request, response) => {
    const body = parseCreateRequest(await jsonBody(request));
    const twin = networks.list().find(({ name }) => name === body.Name);
    const { id } = networks.create(body);
    // Without CheckDuplicate, names need not be unique.
    response
      .status(201)
      .json({ Id: id, Warning: twin ? `Network with name ${twin.name} (id : ${twin.id}) already exists` : '' });
  });
  app.post('/networks/:reference/connect', async (request, response) => {
    const { container, ip } = parseConnectRequest(await jsonBody(request));
    networks.connect(request.params.reference, container, ip);
    response.status(200).end();
  });
  app.post('/networks/:reference/disconnect', async (request, response) => {
    const { container } = parseConnectRequest(await jsonBody(request));
    networks.disconnect(request.params.reference, container);
    response.status(200).end();
  });
  app.delete('/networks/:reference', (request, response) => {
    networks.remove(request.params.reference);
    response.status(204).end();
  });
  app.get('/events', (request, response) => streamEvents(networks, request, response));
  otherwise(
    app,
    (_request, response) => void response.status(404).json({ message: 'page not found' }),
    (error: unknown, _request, response, next) => {
      if (response.headersSent) next(error);
      else response.status(statusOf(error)).json({ message: error instanceof Error ? error.message : String(error) });
    },
  );
  return app;
}

/** @throws DockerError 400 for a body whose type is not JSON; returns undefined for invalid JSON. */
async function jsonBody(request: Request): Promise<unknown> {
  requireJson(request.headers['content-type']);
  return jsonOrUndefined((await textBody(request)) ?? '');
}

function list(networks: Networks, filterText: string | null, engine: EngineRelease): DockerNetwork[] {
  const { known, refusesOthers } = listFilters(engine);
  const filters = parseFilters(filterText, known, refusesOthers);
  return networks.list().filter((network) => passes(filters, (name, value) => matches(network, name, value)));
}

function matches(network: DockerNetwork, name: string, value: string): boolean {
  switch (name) {
    case 'name':
      return network.name.includes(value);
    case 'id':
      return network.id.includes(value);
    default:
      // By type: the lab has no predefined networks.
      return value === 'custom';
  }
}

function streamEvents(networks: Networks, request: Request, response: Response): void {
  const filters = parseFilters(queryOf(request).get('filters'), EVENT_FILTERS);
  const send = (event: DockerEvent): void => {
    if (isWanted(event, filters)) response.write(`${JSON.stringify(event)}\n`);
  };
  response.status(200).type('application/json').flushHeaders();
  networks.on('event', send);
  response.on('close', () => networks.off('event', send));
}
