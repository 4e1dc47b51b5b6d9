import assert from 'node:assert/strict';
import { DockerClient } from '../../../src/cluster/docker/client';
import { DockerSource } from '../../../src/cluster/docker/source';
import type { Network } from '../../../src/cluster/model/snapshot';
import { dockerObstacle, startDocker, type RunningDocker } from './dockerd';
import { eventually } from '../lab/lab-http';

const obstacle = dockerObstacle();
if (obstacle !== undefined) console.log(`  A real Docker engine is left out. ${obstacle}`);
else {
  describe('the Docker client against a real engine', function () {
    this.timeout(60_000);
    let docker: RunningDocker;
    let client: DockerClient;
    before(async () => {
      docker = await startDocker();
      client = new DockerClient(docker.address);
    });
    after(() => docker.close());
    afterEach(async () => {
      for (const { id } of await client.networks()) await client.removeNetwork(id);
    });

    it('creates, lists and removes networks, and takes 0.0.0.0/0 for no subnet', async () => {
      const id = await client.createNetwork({ name: 'client' });
      const other = await client.createNetwork({ name: 'management-ui', subnet: '192.168.0.0/16' });
      const networks = [...(await client.networks())].sort((a, b) => a.name.localeCompare(b.name));
      assert.deepEqual(networks, [
        { id, name: 'client', driver: 'calico', scope: 'local', subnets: [], containers: [] },
        {
          id: other,
          name: 'management-ui',
          driver: 'calico',
          scope: 'local',
          subnets: ['192.168.0.0/16'],
          containers: [],
        },
      ]);
      assert.ok(docker.asked.includes('/NetworkDriver.CreateNetwork'));
      await client.removeNetwork('client');
      assert.deepEqual(
        (await client.networks()).map(({ name }) => name),
        ['management-ui'],
      );
    });

    it('gives Docker’s and the plugin’s own words for what is refused', async () => {
      await client.createNetwork({ name: 'client' });
      await assert.rejects(client.createNetwork({ name: 'client' }), {
        kind: 'conflict',
        message: /network with name client already exists/,
      });
      await assert.rejects(client.createNetwork({ name: 'host' }), { kind: 'invalid', message: /host/ });
      await assert.rejects(client.removeNetwork('nobody'), { kind: 'not-found', message: /network nobody not found/ });
      docker.refuse(
        '/IpamDriver.RequestPool',
        'The requested subnet must match the CIDR of a configured Calico IP Pool.',
      );
      await assert.rejects(client.createNetwork({ name: 'other', subnet: '10.0.0.0/8' }), {
        message: /must match the CIDR of a configured Calico IP Pool/,
      });
      docker.refuse('/IpamDriver.RequestPool');
    });

    it('hears of changes', async () => {
      const end = new AbortController();
      let seen: readonly Network[] | undefined;
      const following = new DockerSource([client]).follow((list) => (seen = list), end.signal);
      await eventually(() => assert.deepEqual(seen, []));
      await new DockerClient(docker.address).createNetwork({ name: 'frontend' });
      await eventually(
        () =>
          assert.deepEqual(
            seen?.map(({ name }) => name),
            ['frontend'],
          ),
        5_000,
      );
      end.abort();
      await following;
    });
  });
}
