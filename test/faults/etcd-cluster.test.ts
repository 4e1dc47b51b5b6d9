import assert from 'node:assert/strict';
import { CalicoDatastore } from '../../src/cluster/etcd/datastore';
import { Etcd2 } from '../../src/cluster/etcd/stores/etcd2';
import { Etcd3Store } from '../../src/cluster/etcd/stores/etcd3';
import type { KeyValueStore } from '../../src/cluster/etcd/stores/kv';
import { isClusterError } from '../../src/cluster/connection/errors';
import { HttpClient } from '../../src/cluster/connection/http/client';
import { appendPort, portsOf } from './appending';
import { startCluster, type EtcdCluster, type Member } from './etcd-cluster';

const WRITES = process.env['CALICO_STARS_FAULTS'] === 'long' ? 1_000 : 60;

/** How many times a member is killed, alternating between the leader and a follower. */
const KILLS = WRITES === 60 ? 2 : 12;

const APIS: Readonly<Record<string, (addresses: readonly string[]) => KeyValueStore>> = {
  v2: (addresses) => new Etcd2(addresses.map((address) => new HttpClient({ address, service: 'etcd' }))),
  v3: (addresses) => new Etcd3Store({ addresses }),
};

for (const [api, open] of Object.entries(APIS)) {
  describe(`changes to three etcds with one killed repeatedly, ${api}`, () => {
    let cluster: EtcdCluster;
    before(async function () {
      this.timeout(60_000);
      cluster = await startCluster(3);
    });
    after(() => cluster.close());

    const memberThat = async (leads: boolean): Promise<Member> => {
      for (const member of cluster.members) if ((await member.isLeader()) === leads) return member;
      assert.fail();
    };

    it(`are applied exactly once and reported correctly: ${WRITES}`, async () => {
      const datastore = new CalicoDatastore(open(cluster.members.map(({ address }) => address)));
      await datastore.createProfile('kept');
      const reported = { made: new Set<number>(), notMade: new Set<number>(), open: new Set<number>() };
      let down: Promise<void> = Promise.resolve();
      let kills = 0;
      for (let index = 0; index < WRITES; index++) {
        if (index % Math.floor(WRITES / (KILLS + 1)) === 5 && index > 5) {
          await down;
          const victim = await memberThat(kills++ % 2 === 0);
          // It is killed and restarted while changes are made.
          down = victim.kill().then(() => victim.restart());
        }
        const port = 1_000 + index;
        try {
          await appendPort(datastore, 'kept', port);
          reported.made.add(port);
        } catch (error) {
          assert.ok(isClusterError(error), String(error));
          (error.kind === 'unknown-outcome' ? reported.open : reported.notMade).add(port);
        }
      }
      await down;
      const stored = portsOf(await datastore.read(), 'kept');
      datastore.close();
      assert.equal(new Set(stored).size, stored.length, 'doubled');
      assert.deepEqual(
        [...reported.made].filter((port) => !stored.includes(port)),
        [],
        'lost',
      );
      assert.deepEqual(
        [...reported.notMade].filter((port) => stored.includes(port)),
        [],
        'applied although reported as not made',
      );
      assert.ok(
        reported.made.size > WRITES * 0.9,
        `${reported.made.size} made, ${reported.notMade.size} not made, ${reported.open.size} not known`,
      );
    }).timeout(900_000);
  });
}
