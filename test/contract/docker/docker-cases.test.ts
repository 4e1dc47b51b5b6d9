import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { DockerClient } from '../../../src/cluster/docker/client';
import { DockerSource } from '../../../src/cluster/docker/source';
import type { Network } from '../../../src/cluster/model/snapshot';
import { eventually } from '../lab/lab-http';
import { startStub, type Stub, type StubAnswer } from '../stub';

interface ListedNetwork {
  readonly Id: string;
  readonly Containers: Readonly<Record<string, object>>;
}

const CASES = path.join(import.meta.dirname, '../../cases/marathon');
const readCase = (name: string) => JSON.parse(readFileSync(path.join(CASES, name), 'utf8')) as readonly ListedNetwork[];

/** An event stream that stays open without events. */
const SILENT: StubAnswer = (_request, response) =>
  response.writeHead(200, { 'Content-Type': 'application/json' }).flushHeaders();

describe('Docker client with recorded responses of real engines', () => {
  const stubs: Stub[] = [];
  afterEach(async () => {
    for (const stub of stubs.splice(0)) await stub.close();
  });

  /** An engine of an API version with these networks, in its list and when inspected. */
  const engine = async (api: string, list: readonly ListedNetwork[], answer: StubAnswer = { json: list }) => {
    const inspected = Object.fromEntries(list.map((network) => [`/v${api}/networks/${network.Id}`, { json: network }]));
    const stub = await startStub({
      '/version': { json: { ApiVersion: api } },
      [`/v${api}/networks`]: answer,
      [`/v${api}/events`]: SILENT,
      ...inspected,
    });
    stubs.push(stub);
    return { stub, client: new DockerClient(stub.url) };
  };

  /** Returns the first list of these hosts that contains a network. */
  const followed = async (hosts: readonly DockerClient[]): Promise<readonly Network[]> => {
    const end = new AbortController();
    let seen: readonly Network[] = [];
    const following = new DockerSource(hosts).follow((networks) => (seen = networks), end.signal);
    try {
      await eventually(() => assert.ok(seen.length > 0));
      return seen;
    } finally {
      end.abort();
      await following;
    }
  };

  it('shows only Calico’s networks if the engine ignores the filter (11)', async () => {
    const { client } = await engine('1.21', readCase('11-docker-1.9-list.json'));
    assert.deepEqual(
      (await client.networks()).map(({ name, driver }) => [name, driver]),
      [['client', 'calico']],
    );
  });

  for (const [release, api] of [
    ['1.10', '1.22'],
    ['1.11', '1.23'],
  ] as const) {
    it(`omits the filter that Docker ${release} rejects (11)`, async () => {
      const list = readCase('11-docker-1.9-list.json');
      const { client } = await engine(api, list, (request, response) => {
        if (request.url?.includes('filters')) response.writeHead(500).end("Invalid filter 'driver'\n");
        else response.end(JSON.stringify(list));
      });
      assert.deepEqual(
        (await client.networks()).map(({ name }) => name),
        ['client'],
      );
    });
  }

  it('reads the ID of another host’s endpoint from its key if the engine omits EndpointID (12)', async () => {
    const [network] = readCase('12-docker-ep-entries.json');
    const { client } = await engine('1.23', [
      { ...network!, Containers: { [`ep-${'2'.repeat(64)}`]: { Name: 'two', IPv4Address: '192.168.0.2/32' } } },
    ]);
    assert.equal((await client.networks())[0]?.containers[0]?.endpointId, '2'.repeat(64));
  });

  it('shows one row per endpoint across all hosts, by its container if a host has it (12)', async () => {
    const list = readCase('12-docker-ep-entries.json');
    const one = { Name: 'one', EndpointID: '1'.repeat(64), IPv4Address: '192.168.0.1/32' };
    const two = { Name: 'two', EndpointID: '2'.repeat(64), IPv4Address: '192.168.0.2/32' };
    const other = list.map((network) => ({
      ...network,
      Containers: { [`ep-${one.EndpointID}`]: one, ['b'.repeat(64)]: two },
    }));
    const hosts = [(await engine('1.23', list)).client, (await engine('1.23', other)).client];
    for (const order of [hosts, [...hosts].reverse()]) {
      const [network, ...others] = await followed(order);
      assert.deepEqual(others, []);
      const rows = network!.containers.map(({ id, name, endpointId, ipv4 }) => [id, name, endpointId, ipv4]).sort();
      assert.deepEqual(rows, [
        ['a'.repeat(64), 'one', one.EndpointID, one.IPv4Address],
        ['b'.repeat(64), 'two', two.EndpointID, two.IPv4Address],
      ]);
    }
  });

  it('keeps the row of an endpoint whose own host is not configured (12)', async () => {
    const { client } = await engine('1.23', readCase('12-docker-ep-entries.json'));
    const [network] = await followed([client]);
    assert.deepEqual(
      network?.containers.map(({ name, endpointId }) => [name, endpointId]),
      [
        ['one', '1'.repeat(64)],
        ['two', '2'.repeat(64)],
      ],
    );
  });

  it('shows the networks when the event stream is rejected, and reports that once', async () => {
    const { client, stub } = await engine('1.23', readCase('12-docker-ep-entries.json'));
    stub.answers.set('/v1.23/events', { text: 'authorization denied by plugin', status: 403 });
    const end = new AbortController();
    const reported: (readonly string[])[] = [];
    const following = new DockerSource([client]).follow(
      (_networks, problems = []) => reported.push(problems.map(({ message }) => message)),
      end.signal,
    );
    await eventually(() =>
      assert.deepEqual(reported.at(-1), [
        `Docker at ${stub.url} could not give its events: authorization denied by plugin. It is polled every 10 s instead.`,
      ]),
    );
    end.abort();
    await following;
    assert.equal(stub.asked.filter((line) => line.includes('/events')).length, 1);
  });
});
