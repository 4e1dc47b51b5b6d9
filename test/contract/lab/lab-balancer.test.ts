import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { Agent, createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { startLab, type Lab } from '../../../src/lab/lab';
import { starCollect } from '../../../src/lab/star/collector';
import { starProbe } from '../../../src/lab/star/probe';
import type { ProgramContext } from '../../../src/lab/star/program';
import { freePort } from '../../../scripts/process';
import { startHaproxy, type RunningHaproxy } from '../haproxy';
import { eventually, expectStatus, http } from './lab-http';

const CASE = path.join(import.meta.dirname, '../../cases/marathon/11-lb-path.json');

/** Requests by virtual host and path, with the expected answers. */
const BY_HOST: readonly (readonly [host: string, url: string, status: number])[] = [
  ['ui.example', '/', 200],
  ['UI.Example', '/responses', 200],
  ['ui.example', '/assets/js/stars.js', 200],
  ['ui.example', '/responses?x', 404],
  ['ui.example:8080', '/', 503],
  ['nobody.example', '/', 503],
  ['app.example.com', '/status', 200],
  ['app.example.com', '/status/more', 404],
  ['app.example.com', '/elsewhere', 404],
  ['app.example.com', '/', 503],
  ['down.example', '/', 503],
];

/** Requests by app ID. */
const BY_ID: readonly (readonly [appId: string, url: string, status: number])[] = [
  ['/lb/ui', '/responses', 200],
  ['/LB/ui', '/responses', 200],
  ['/lb/p1', '/status', 200],
  ['/lb/nobody', '/', 503],
];

describe('the lab’s load balancer responds like a real HAProxy with marathon-lb’s rules', function () {
  this.timeout(20_000);
  let lab: Lab;
  let haproxy: RunningHaproxy;
  const servers: Server[] = [];

  before(async () => {
    const ui = await serve((context) => starCollect([], context));
    const probe = await serve((context) => starProbe([], context));
    const down = `127.0.0.1:${await freePort()}`;
    haproxy = await startHaproxy([
      [
        { condition: '{ hdr(host) -i ui.example }', server: ui },
        { condition: '{ hdr(host) -i app.example.com } { path_beg /elsewhere }', server: probe },
        { condition: '{ hdr(host) -i app.example.com } { path_beg /status }', server: probe },
        { condition: '{ hdr(host) -i down.example }', server: down },
      ],
      [
        { condition: '{ hdr(x-marathon-app-id) -i /lb/ui }', server: ui },
        { condition: '{ hdr(x-marathon-app-id) -i /lb/p1 }', server: probe },
      ],
    ]);
    lab = await startLab({ stagingMs: [5, 15], pollSeconds: 0.1, connectTimeoutMs: 200 });
    await launch(lab);
  });

  after(async () => {
    await haproxy.close();
    await lab.close();
    for (const server of servers) server.close();
  });

  for (const [host, url, status] of BY_HOST) {
    it(`${status} for ${host}${url}`, async () => {
      assert.equal(await statusOf(haproxy.addresses[0]!, url, { Host: host }), status, 'HAProxy');
      assert.equal(await statusOf(lab.endpoints.loadBalancer, url, { Host: host }), status, 'the lab');
    });
  }

  for (const [appId, url, status] of BY_ID) {
    it(`${status} for the app ${appId} and ${url}`, async () => {
      assert.equal(await statusOf(haproxy.addresses[1]!, url, { 'X-Marathon-App-Id': appId }), status, 'HAProxy');
      assert.equal(await statusOf(lab.endpoints.loadBalancer, url, { 'X-Marathon-App-Id': appId }), status, 'the lab');
    });
  }

  it('accepts no app ID from a page rebound to this machine', async () => {
    assert.equal(
      await statusOf(lab.endpoints.loadBalancer, '/responses', { 'X-Marathon-App-Id': '/lb/ui', Host: 'evil.example' }),
      503,
    );
    assert.equal(await statusOf(lab.endpoints.loadBalancer, '/haproxy?stats;csv', { Host: 'evil.example' }), 503);
    assert.equal(
      await statusOf(lab.endpoints.loadBalancer, '/', { Host: 'ui.example', Origin: 'http://evil.example' }),
      403,
    );
  });

  /** Serves one of star's programs on a real port. */
  async function serve(start: (context: ProgramContext) => void): Promise<string> {
    const server = createServer();
    servers.push(server);
    start({
      agent: new Agent(),
      pollMs: 1000,
      requestTimeoutMs: 500,
      readFile: () => undefined,
      every: () => undefined,
      serve: (_port, handler) => void server.on('request', handler),
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return `127.0.0.1:${(server.address() as AddressInfo).port}`;
  }
});

/** The case's apps, a collector, and an app without tasks, in a network that allows everything. */
async function launch({ endpoints: { docker, etcd, marathon } }: Lab): Promise<void> {
  const { Id } = expectStatus(
    await http('POST', `${docker}/networks/create`, { Name: 'lb1', Driver: 'calico', IPAM: { Driver: 'calico' } }),
    201,
  ).json as { Id: string };
  const value = JSON.stringify({ id: Id, inbound_rules: [{ action: 'allow' }], outbound_rules: [{ action: 'allow' }] });
  await (
    await fetch(`${etcd}/v2/keys/calico/v1/policy/profile/${Id}/rules`, {
      method: 'PUT',
      body: new URLSearchParams({ value }),
    })
  ).arrayBuffer();
  const group = JSON.parse(await readFile(CASE, 'utf8')) as { apps: Record<string, unknown>[] };
  const app = (id: string, instances: number) => ({
    ...group.apps[0],
    id,
    instances,
    cmd: '/star/target/debug/star-collect',
    ipAddress: { discovery: { ports: [{ number: 9001, name: 'http', protocol: 'tcp' }] } },
    labels: { HAPROXY_GROUP: 'external', HAPROXY_0_VHOST: `${id}.example` },
  });
  expectStatus(
    await http('PUT', `${marathon}/v2/groups`, { ...group, apps: [...group.apps, app('ui', 1), app('down', 0)] }),
    200,
  );
  await eventually(async () => assert.deepEqual((await http('GET', `${marathon}/v2/deployments`)).json, []));
}

/** fetch doesn't allow setting the Host header. */
function statusOf(address: string, url: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    request(`${address}${url}`, { headers, agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .on('error', reject)
      .end();
  });
}
