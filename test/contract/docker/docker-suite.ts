import assert from 'node:assert/strict';
import { DockerClient } from '../../../src/cluster/docker/client';
import { DockerSource } from '../../../src/cluster/docker/source';
import type { Network } from '../../../src/cluster/model/snapshot';
import { eventually } from '../lab/lab-http';

/** An engine under test. */
export interface DockerEngine {
  readonly address: string;
  /** Makes the plugin reject pools that Calico doesn't have, or stop doing so. Undefined if it always does. */
  readonly rejectPools?: (rejected: boolean) => void;
  close(): Promise<void>;
}

/** Properties of a kind of engine. */
export interface DockerTraits {
  /** Whether they make changes. Recorded answers don't, and have the networks `client` and `management-ui`. */
  readonly isWritable: boolean;
  /** The scope of the plugin's networks. */
  readonly scope: 'local' | 'global';
}

const SUBNET = '192.168.0.0/16';

/**
 * Declares the tests that the client must pass with every engine: the lab, a real one, and recorded answers of old
 * ones.
 */
export function dockerSuite(
  name: string,
  { isWritable, scope }: DockerTraits,
  start: () => Promise<DockerEngine>,
): void {
  describe(`Docker client against ${name}`, function () {
    this.timeout(60_000);
    let engine: DockerEngine;
    let client: DockerClient;

    before(async () => {
      engine = await start();
      client = new DockerClient(engine.address);
    });
    after(() => engine.close());
    afterEach(async () => {
      if (isWritable) for (const { id } of await client.networks()) await client.removeNetwork(id);
    });

    const summaries = async () =>
      (await client.networks())
        .map(({ name: network, driver, scope, subnets }) => ({ network, driver, scope, subnets }))
        .sort((a, b) => a.network.localeCompare(b.network));

    it('identifies itself as Docker', () => client.ping());

    it('lists Calico’s networks with the subnets that restrict them', async () => {
      if (isWritable) {
        await client.createNetwork({ name: 'client' });
        await client.createNetwork({ name: 'management-ui', subnet: SUBNET });
      }
      assert.deepEqual(await summaries(), [
        { network: 'client', driver: 'calico', scope, subnets: [] },
        { network: 'management-ui', driver: 'calico', scope, subnets: [SUBNET] },
      ]);
    });

    if (!isWritable) return;

    it('returns the ID of a new network, and removes networks by name and ID', async () => {
      const id = await client.createNetwork({ name: 'client' });
      await client.createNetwork({ name: 'frontend' });
      assert.equal((await client.networks()).find((network) => network.name === 'client')?.id, id);
      await client.removeNetwork(id);
      await client.removeNetwork('frontend');
      assert.deepEqual(await client.networks(), []);
    });

    it('reports rejections in Docker’s and the plugin’s words', async () => {
      await client.createNetwork({ name: 'client' });
      await assert.rejects(client.createNetwork({ name: 'client' }), {
        kind: 'conflict',
        message: /network with name client already exists/,
      });
      await assert.rejects(client.createNetwork({ name: 'host' }), { kind: 'invalid', message: /host/ });
      await assert.rejects(client.removeNetwork('nobody'), { kind: 'not-found', message: /network nobody not found/ });
      engine.rejectPools?.(true);
      await assert.rejects(client.createNetwork({ name: 'other', subnet: '10.0.0.0/8' }), {
        message: /must match the CIDR of a configured Calico IP Pool/,
      });
      engine.rejectPools?.(false);
      assert.deepEqual(await summaries(), [{ network: 'client', driver: 'calico', scope, subnets: [] }]);
    });

    it('reports changes by others', async () => {
      const end = new AbortController();
      let seen: readonly Network[] | undefined;
      const following = new DockerSource([client]).follow((list) => (seen = list), end.signal);
      await eventually(() => assert.deepEqual(seen, []));
      await new DockerClient(engine.address).createNetwork({ name: 'frontend' });
      const names = () => seen?.map((network) => network.name);
      await eventually(() => assert.deepEqual(names(), ['frontend']), 5_000);
      end.abort();
      await following;
    });
  });
}
