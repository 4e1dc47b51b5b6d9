import assert from 'node:assert/strict';
import { writeBaseKeys } from '../../../src/lab/calico/base';
import type { EngineRelease } from '../../../src/lab/docker/engine';
import { Networks } from '../../../src/lab/docker/networks';
import { dockerServer } from '../../../src/lab/docker/server';
import { EtcdStore } from '../../../src/lab/etcd/store';
import { listen, type Listening } from '../../../src/lab/http/listen';
import { expectStatus, http } from './lab-http';

const HERE = 'calico-mesos-02';
const THERE = 'calico-mesos-03';

describe('the lab’s Docker over raw HTTP', () => {
  let networks: Networks;
  const servers: Listening[] = [];
  let url: string;

  beforeEach(async () => {
    const store = new EtcdStore();
    writeBaseKeys(store);
    networks = new Networks(store);
    url = await serve('1.11');
  });

  afterEach(() => Promise.all(servers.splice(0).map((server) => server.close())));

  it('rejects requests in Docker’s words', async () => {
    const create = (body: object) =>
      http('POST', `${url}/networks/create`, { Driver: 'calico', IPAM: { Driver: 'calico' }, ...body });
    const refusals: [object, number, string][] = [
      [{ Name: ' ' }, 400, 'invalid name:  '],
      [{ Name: 'default' }, 403, 'operation is not permitted on predefined default network'],
      [
        { Name: 'x', IPAM: { Driver: 'calico', Config: [{ Subnet: '10.0.0.0' }] } },
        400,
        'Invalid subnet 10.0.0.0 : invalid CIDR address: 10.0.0.0',
      ],
      [
        { Name: 'x', IPAM: { Driver: 'calico', Config: [{ Subnet: '0.0.0.0/0' }] } },
        500,
        'IpamDriver.RequestPool: remote: The requested subnet must match the CIDR of a configured Calico IP Pool.',
      ],
    ];
    for (const [body, status, message] of refusals)
      assert.deepEqual(expectStatus(await create(body), status).json, { message });
    assert.deepEqual(expectStatus(await http('GET', `${url}/networks/nobody`), 404).json, {
      message: 'network nobody not found',
    });
    assert.deepEqual(
      expectStatus(await http('POST', `${url}/networks/create`, '{"Name":"x"}', { 'Content-Type': 'text/plain' }), 400)
        .json,
      { message: "Content-Type specified (text/plain) must be 'application/json'" },
    );
  });

  it('warns of a second network with the same name', async () => {
    const { Id } = expectStatus(await http('POST', `${url}/networks/create`, { Name: 'twin' }), 201).json as {
      Id: string;
    };
    const second = expectStatus(await http('POST', `${url}/networks/create`, { Name: 'twin' }), 201).json as {
      Warning: string;
    };
    assert.equal(second.Warning, `Network with name twin (id : ${Id}) already exists`);
  });

  it('supports the API versions of its release', async () => {
    expectStatus(await http('GET', `${url}/v1.23/networks`), 200);
    assert.deepEqual(expectStatus(await http('GET', `${url}/v1.24/networks`), 400).json, {
      message: 'client is newer than server (client API version: 1.24, server API version: 1.23)',
    });
    assert.match(
      expectStatus(await http('GET', `${url}/v1.11/networks`), 400).text,
      /too old\. Minimum supported API version is 1\.12/,
    );
    expectStatus(await http('POST', `${url}/networks/prune`, {}), 404);
  });

  it('supports the filters of its release', async () => {
    networks.create({
      Name: 'client',
      CheckDuplicate: false,
      Driver: 'calico',
      EnableIPv6: false,
      Internal: false,
      IPAM: { Driver: 'calico', Options: {}, Config: [] },
      Options: {},
      Labels: {},
    });
    const filtered = async (at: string, filters: object) =>
      http('GET', `${at}/networks?filters=${encodeURIComponent(JSON.stringify(filters))}`);
    for (const release of ['1.10', '1.11'] as const)
      assert.deepEqual(expectStatus(await filtered(await serve(release), { driver: ['calico'] }), 400).json, {
        message: "Invalid filter 'driver'",
      });
    const old = await serve('1.9');
    assert.equal((expectStatus(await filtered(old, { driver: ['nothing'] }), 200).json as unknown[]).length, 1);
    assert.deepEqual((await filtered(old, { name: ['other'] })).json, []);
    assert.deepEqual((await filtered(url, { type: ['builtin'] })).json, []);
  });

  it('lists endpoints of other hosts as ep-<endpoint id>, and only its own containers', async () => {
    await http('POST', `${url}/networks/create`, { Name: 'client', Driver: 'calico', IPAM: { Driver: 'calico' } });
    networks.join('client', { containerId: 'a'.repeat(64), containerName: 'one', host: HERE });
    const { endpointId } = networks.join('client', { containerId: 'b'.repeat(64), containerName: 'two', host: THERE });
    const { Containers, IPAM } = (await http('GET', `${url}/networks/client`)).json as {
      Containers: Record<string, { Name: string }>;
      IPAM: { Config: unknown };
    };
    assert.deepEqual(
      Object.entries(Containers).map(([id, { Name }]) => [id, Name]),
      [
        ['a'.repeat(64), 'one'],
        [`ep-${endpointId}`, 'two'],
      ],
    );
    assert.deepEqual(IPAM.Config, [{ Subnet: '0.0.0.0/0', Gateway: '0.0.0.0' }]);
    const containers = (await http('GET', `${url}/containers/json`)).json as {
      Id: string;
      Names: string[];
      NetworkSettings: { Networks: object };
    }[];
    assert.deepEqual(
      containers.map(({ Id, Names, NetworkSettings }) => [Id, Names, Object.keys(NetworkSettings.Networks)]),
      [['a'.repeat(64), ['/one'], ['client']]],
    );
    const { Name, ContainersRunning, ClusterStore } = (await http('GET', `${url}/info`)).json as Record<
      string,
      unknown
    >;
    assert.deepEqual([Name, ContainersRunning, ClusterStore], [HERE, 1, 'etcd://172.24.197.101:2379']);
  });

  it('connects a container to a network and disconnects it', async () => {
    for (const Name of ['one', 'two'])
      await http('POST', `${url}/networks/create`, {
        Name,
        Driver: 'calico',
        IPAM: { Driver: 'calico', Config: [{ Subnet: '192.168.0.0/16' }] },
      });
    networks.join('one', { containerId: 'c'.repeat(64), containerName: 'task', host: HERE });
    const EndpointConfig = { IPAMConfig: { IPv4Address: '192.168.7.7' } };
    expectStatus(await http('POST', `${url}/networks/two/connect`, { Container: 'task', EndpointConfig }), 200);
    assert.match((await http('GET', `${url}/networks/two`)).text, /"IPv4Address":"192\.168\.7\.7\/32"/);
    expectStatus(await http('POST', `${url}/networks/two/connect`, { Container: 'cccc' }), 403);
    expectStatus(await http('POST', `${url}/networks/two/disconnect`, { Container: 'task' }), 200);
    expectStatus(await http('POST', `${url}/networks/two/disconnect`, { Container: 'task' }), 500);
    assert.deepEqual(
      expectStatus(await http('POST', `${url}/networks/two/connect`, { Container: 'nobody' }), 404).json,
      { message: 'No such container: nobody' },
    );
    expectStatus(await http('POST', `${url}/networks/nowhere/connect`, { Container: 'task' }), 404);
  });

  it('clears the host bits of a subnet that it manages itself', async () => {
    await http('POST', `${url}/networks/create`, { Name: 'own', IPAM: { Config: [{ Subnet: '10.9.0.77/24' }] } });
    assert.equal(networks.join('own', { containerId: 'd', containerName: 'd', host: HERE }).address, '10.9.0.2');
  });

  async function serve(engine: EngineRelease): Promise<string> {
    const server = await listen(dockerServer(networks, { engine, host: HERE }));
    servers.push(server);
    return server.url;
  }
});
