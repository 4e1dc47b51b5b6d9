import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CollectorClient } from '../../../src/cluster/collector/client';
import { isClusterError } from '../../../src/cluster/connection/errors';
import example from './responses-example.json';

describe('collector client', () => {
  let server: Server;
  let address: string;
  let listener: RequestListener;

  before(async () => {
    server = createServer((request, response) => listener(request, response)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  after(() => {
    server.closeAllConnections();
    server.close();
  });

  /** Serves bodies by path, and 404 for everything else. */
  function serve(bodies: Record<string, unknown>, type = 'application/json'): void {
    listener = (request, response) => {
      const body = bodies[request.url ?? ''];
      response.writeHead(body === undefined ? 404 : 200, { 'content-type': type });
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
    };
  }

  it('reads the original’s example: four responses, one null', async () => {
    serve({ '/responses': example });
    const observation = await new CollectorClient({ address }).fetchObservation();
    assert.ok(observation.state === 'answered');
    assert.deepEqual(
      observation.resources.map(({ id, url, targets }) => [id, url, targets?.length]),
      [
        ['A', 'http://a/status', 3],
        ['B', 'http://b/status', 3],
        ['C', 'http://c/status', 3],
        ['D', 'http://d/status', 3],
        ['E', undefined, undefined],
      ],
    );
    assert.ok(Math.abs(Date.now() - observation.at) < 5000);
  });

  it('takes the URL of a resource that did not respond from /resources', async () => {
    serve({
      '/responses': { responses: { C: null } },
      '/resources': { resources: [{ id: 'C', url: 'http://c/status' }] },
    });
    const observation = await new CollectorClient({ address }).fetchObservation();
    assert.ok(observation.state === 'answered');
    assert.deepEqual(observation.resources, [{ id: 'C', url: 'http://c/status', targets: null }]);
  });

  it('reaches the collector through a load balancer by its virtual host', async () => {
    const hosts: (string | undefined)[] = [];
    listener = (request, response) => {
      hosts.push(request.headers.host);
      response.end('{"responses":{}}');
    };
    const observation = await new CollectorClient({ address, virtualHost: 'my.marathon.app' }).fetchObservation();
    assert.equal(observation.state, 'answered');
    assert.deepEqual(hosts, ['my.marathon.app']);
  });

  const foreign: readonly (readonly [string, number, string, RegExp])[] = [
    ['an HTML page', 200, '<!DOCTYPE html><title>Hello</title>', /an HTML page/],
    ['other JSON', 200, '{"apps":[]}', /other JSON/],
    ['a broken body', 200, '{"responses":{"A":', /other JSON/],
    ['an empty body', 200, '', /empty body/],
    ['a 404', 404, '', /status 404/],
  ];
  for (const [what, code, body, words] of foreign) {
    it(`distinguishes ${what} from a collector`, async () => {
      listener = (_, response) => response.writeHead(code).end(body);
      const observation = await new CollectorClient({ address }).fetchObservation();
      assert.ok(observation.state === 'not-a-collector');
      assert.match(observation.failure.message, words);
      assert.equal(observation.failure.kind, 'unexpected-answer');
    });
  }

  it('distinguishes an oversized response from a collector’s', async () => {
    const chunk = Buffer.alloc(1024 * 1024, '[');
    listener = (_, response) => {
      for (let megabytes = 0; megabytes < 34; megabytes++) response.write(chunk);
      response.end();
    };
    assert.equal((await new CollectorClient({ address }).fetchObservation()).state, 'not-a-collector');
  });

  it('interprets an immediate 503 as a missing route', async () => {
    listener = (_, response) => response.writeHead(503).end('<html>');
    const observation = await new CollectorClient({ address, virtualHost: 'my.marathon.app' }).fetchObservation();
    assert.ok(observation.state === 'unreachable');
    assert.equal(observation.failure.kind, 'not-found');
    assert.match(observation.failure.message, /503 immediately.*my\.marathon\.app/);
  });

  it('interprets a late 503 as a dropped connection', async () => {
    listener = (_, response) => setTimeout(() => response.writeHead(503).end(), 600);
    const observation = await new CollectorClient({ address, virtualHost: 'my.marathon.app' }).fetchObservation();
    assert.ok(observation.state === 'unreachable');
    assert.equal(observation.failure.kind, 'timeout');
    assert.match(observation.failure.message, /503 after 0\.\d s.*could not connect/);
    assert.match(observation.failure.advice ?? '', /profile/);
  });

  it('recognizes a stuck collector by its page', async () => {
    for (const gateway of [true, false]) {
      listener = (request, response) => {
        if (request.url === '/') response.writeHead(200, { 'content-type': 'text/html' }).end('<html>');
        else if (gateway) response.writeHead(502).end();
        else request.destroy();
      };
      const observation = await new CollectorClient({ address }).fetchObservation();
      assert.ok(observation.state === 'unreachable');
      assert.match(observation.failure.message, /stuck/);
    }
  });

  it('reports a timeout and a closed port', async () => {
    listener = () => undefined;
    const silent = await new CollectorClient({ address }, 50).fetchObservation();
    assert.ok(silent.state === 'unreachable');
    assert.equal(silent.failure.kind, 'timeout');
    const closed = await new CollectorClient({ address: 'http://127.0.0.1:1' }).fetchObservation();
    assert.ok(closed.state === 'unreachable');
    assert.equal(closed.failure.kind, 'unreachable');
    assert.deepEqual(Object.keys(closed.failure).sort(), ['advice', 'kind', 'message']);
  });

  it('throws only if it is cancelled', async () => {
    listener = () => undefined;
    const abort = new AbortController();
    const question = new CollectorClient({ address }).fetchObservation(abort.signal);
    abort.abort();
    await assert.rejects(question, (error) => isClusterError(error) && error.kind === 'cancelled');
  });
});
