import type { Express, Request, Response } from 'express';
import { newApp, otherwise, queryOf, statusOf, textBody } from '../http/json-app';
import { jsonOrUndefined } from '../json';
import { parseCreateRequest } from './create-request';
import { EVENT_FILTERS, isWanted, type DockerEvent } from './events';
import { parseFilters, passes } from './filters';
import { scopeOf, viewNetwork, type DockerNetwork } from './network';
import type { Networks } from './networks';

/** The release whose answers are given: one of those the Stars demo names. */
const VERSION = { Version: '1.11.2', ApiVersion: '1.23', MinAPIVersion: '1.12', GitCommit: 'b9f10c9', GoVersion: 'go1.5.4', Os: 'linux', Arch: 'amd64', KernelVersion: '3.10.0' };

const LIST_FILTERS = ['name', 'id', 'driver', 'type', 'label', 'scope'];

/** The network part of the Docker Engine API, with and without a version in front of the path. */
export function dockerServer(networks: Networks): Express {
  const app = newApp();
  app.use((request, _response, next) => {
    request.url = request.url.replace(/^\/v1\.\d+(?=\/)/, '');
    next();
  });
  app.get('/_ping', (_request, response) => void response.type('text/plain').send('OK'));
  app.get('/version', (_request, response) => void response.json(VERSION));
  app.get('/networks', (request, response) => void response.json(list(networks, queryOf(request).get('filters'))));
  app.get('/networks/:reference', (request, response) => void response.json(viewNetwork(networks.find(request.params.reference))));
  app.post('/networks/create', async (request, response) => {
    const body = await textBody(request);
    const { id } = networks.create(parseCreateRequest(body === undefined ? undefined : jsonOrUndefined(body)));
    response.status(201).json({ Id: id, Warning: '' });
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

function list(networks: Networks, filterText: string | null): object[] {
  const filters = parseFilters(filterText, LIST_FILTERS);
  return networks.list().filter((network) => passes(filters, (name, value) => matches(network, name, value))).map(viewNetwork);
}

function matches(network: DockerNetwork, name: string, value: string): boolean {
  switch (name) {
    case 'name':
      return network.name.includes(value);
    case 'id':
      return network.id.includes(value);
    case 'driver':
      return network.driver === value;
    case 'scope':
      return scopeOf(network) === value;
    case 'type':
      // Networks that Docker makes itself are not part of the lab.
      return value === 'custom';
    default: {
      const [key = '', wanted] = value.split('=', 2);
      return key in network.labels && (wanted === undefined || network.labels[key] === wanted);
    }
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
