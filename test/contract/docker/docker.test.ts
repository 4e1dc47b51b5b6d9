import assert from 'node:assert/strict';
import { getEventListeners, once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DockerClient } from '../../../src/cluster/docker/client';
import { DockerSource } from '../../../src/cluster/docker/source';
import { isClusterError, type ClusterErrorKind } from '../../../src/cluster/connection/errors';
import type { Network } from '../../../src/cluster/model/snapshot';
import { writeBaseKeys } from '../../../src/lab/calico/base';
import { Networks } from '../../../src/lab/docker/networks';
import { dockerServer } from '../../../src/lab/docker/server';
import { EtcdStore } from '../../../src/lab/etcd/store';
import { listen, type Listening } from '../../../src/lab/http/listen';
import { eventually } from '../lab/lab-http';
import { dockerSuite } from './docker-suite';

dockerSuite('the lab', { isWritable: true, scope: 'global' }, async () => {
  const store = new EtcdStore();
  writeBaseKeys(store);
  const server = await listen(dockerServer(new Networks(store)));
  return { address: server.url, close: () => server.close() };
});

describe('Docker client against several hosts of the lab', () => {
  let networks: Networks;
  let server: Listening;
  let client: DockerClient;

  beforeEach(async () => {
    const store = new EtcdStore();
    writeBaseKeys(store);
    networks = new Networks(store);
    server = await listen(dockerServer(networks));
    client = new DockerClient(server.url);
  });

  afterEach(() => server.close());

  it('creates, lists and removes networks', async () => {
    const id = await client.createNetwork({ name: 'management-ui', subnet: '192.168.0.0/16' });
    const [first, ...others] = await client.networks();
    assert.deepEqual(first, {
      id,
      name: 'management-ui',
      driver: 'calico',
      scope: 'global',
      subnets: ['192.168.0.0/16'],
      containers: [],
    });
    assert.deepEqual(others, []);
    await client.removeNetwork('management-ui');
    assert.deepEqual(await client.networks(), []);
  });

  it('lists the members of a network', async () => {
    const id = await client.createNetwork({ name: 'client' });
    const { endpointId, address } = networks.join('client', {
      containerId: 'c'.repeat(64),
      containerName: 'task',
      host: 'calico-mesos-02',
    });
    const [network] = await client.networks();
    assert.deepEqual(network?.containers, [{ id: 'c'.repeat(64), name: 'task', endpointId, ipv4: `${address}/32` }]);
    await refuses(client.removeNetwork(id), 'conflict', /has active endpoints/);
    networks.leave('c'.repeat(64));
    await client.removeNetwork(id);
  });

  it('reports rejections in Docker’s words', async () => {
    await client.createNetwork({ name: 'client' });
    await refuses(client.createNetwork({ name: 'client' }), 'conflict', /network with name client already exists/);
    await refuses(
      client.createNetwork({ name: 'other', subnet: '10.0.0.0/8' }),
      'server',
      /must match the CIDR of a configured Calico IP Pool/,
    );
    await refuses(client.createNetwork({ name: 'host' }), 'invalid', /predefined host network/);
    await refuses(client.removeNetwork('nobody'), 'not-found', /network nobody not found/);
    assert.deepEqual(
      (await client.networks()).map(({ name }) => name),
      ['client'],
    );
  });

  it('reports changes from every host', async () => {
    const elsewhere = await listen(dockerServer(new Networks(new EtcdStore())));
    const end = new AbortController();
    const seen: (readonly Network[])[] = [];
    const following = new DockerSource([client, new DockerClient(elsewhere.url)]).follow(
      (list) => seen.push(list),
      end.signal,
    );
    await eventually(() => assert.deepEqual(seen.at(-1), []));
    await client.createNetwork({ name: 'frontend' });
    await new DockerClient(elsewhere.url).createNetwork({ name: 'backend' });
    await eventually(() =>
      assert.deepEqual(
        seen.at(-1)?.map(({ name }) => name),
        ['backend', 'frontend'],
      ),
    );
    end.abort();
    await following;
    await elsewhere.close();
  });

  it('leaves no listener on the signal after repeated failures', async () => {
    const end = new AbortController();
    const source = new DockerSource([new DockerClient('unix:///nowhere/docker.sock')]);
    for (let time = 0; time < 3; time += 1) await assert.rejects(source.follow(() => undefined, end.signal));
    assert.equal(getEventListeners(end.signal, 'abort').length, 0);
  });

  it('connects through a Unix socket', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'calico-stars-docker-'));
    const socket = path.join(folder, 'docker.sock');
    const local: Server = createServer(dockerServer(networks)).listen(socket);
    await once(local, 'listening');
    try {
      await new DockerClient(`unix://${socket}`).createNetwork({ name: 'client' });
      assert.deepEqual(
        (await client.networks()).map(({ name }) => name),
        ['client'],
      );
    } finally {
      local.close();
      await rm(folder, { recursive: true });
    }
    await refuses(new DockerClient(`unix://${socket}`).networks(), 'unreachable', /socket does not exist/);
  });
});

function refuses(promise: Promise<unknown>, kind: ClusterErrorKind, message: RegExp): Promise<void> {
  return assert.rejects(promise, (error) => {
    assert.ok(isClusterError(error), String(error));
    assert.match(error.message, message);
    assert.equal(error.kind, kind);
    return true;
  });
}
