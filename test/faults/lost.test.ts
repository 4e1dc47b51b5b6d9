import assert from 'node:assert/strict';
import { CalicoDatastore } from '../../src/cluster/etcd/datastore';
import { Etcd2 } from '../../src/cluster/etcd/stores/etcd2';
import { Etcd3Store } from '../../src/cluster/etcd/stores/etcd3';
import type { KeyValueStore } from '../../src/cluster/etcd/stores/kv';
import { HttpClient } from '../../src/cluster/connection/http/client';
import { followForever } from '../../src/cluster/connection/source';
import type { DatastoreData } from '../../src/cluster/connection/store';
import { startEtcd, type RunningEtcd } from '../contract/etcd/etcd';
import { eventually } from '../contract/lab/lab-http';
import { appendPort, portsOf } from './appending';
import { speedUp, type Clock } from './clock';
import { FaultProxy, type Trouble, type Use } from './proxy';
import { randomFrom } from './random';

const WRITES = process.env['CALICO_STARS_FAULTS'] === 'long' ? 1_000 : 150;

const SEED = 20_151_013;

/** How an answer is lost, and whether the server acted. */
const LOSSES: readonly Trouble[] = [
  { step: { kind: 'cut' }, acted: true, uses: ['write'] },
  { step: { kind: 'reset' }, acted: true, uses: ['write'] },
  { step: { kind: 'cut' }, acted: false, uses: ['write'] },
  { step: { kind: 'answer', status: 502, body: '<html>Bad Gateway</html>' }, acted: true, uses: ['write'] },
];

const APIS: Readonly<
  Record<
    string,
    {
      readonly grpc: boolean;
      readonly open: (address: string) => KeyValueStore;
      readonly useOf: (method: string, url: string) => Use;
    }
  >
> = {
  v2: {
    grpc: false,
    open: (address) => new Etcd2([new HttpClient({ address, service: 'etcd' })]),
    useOf: (method, url) => (method !== 'GET' ? 'write' : url.includes('wait=true') ? 'watch' : 'read'),
  },
  v3: {
    grpc: true,
    open: (address) => new Etcd3Store({ addresses: [address] }),
    useOf: (_, url) => (url.endsWith('/Txn') ? 'write' : url.includes('.Watch/') ? 'watch' : 'read'),
  },
};

for (const [api, { grpc, open, useOf }] of Object.entries(APIS)) {
  describe(`${WRITES} changes with randomly lost responses, etcd ${api}`, () => {
    let etcd: RunningEtcd;
    let proxy: FaultProxy;
    let clock: Clock | undefined;
    before(async () => {
      etcd = await startEtcd(true, undefined, ['--grpc-keepalive-min-time', '10ms']);
      proxy = await FaultProxy.start({ target: etcd.address, grpc, useOf });
      clock = speedUp();
    });
    after(async () => {
      clock?.restore();
      await proxy.close();
      await etcd.close();
    });

    it('are each applied once and reported as done, while two clients read', async () => {
      const random = randomFrom(SEED);
      const direct = new CalicoDatastore(open(etcd.address));
      const writer = new CalicoDatastore(open(proxy.address));
      const reader = new CalicoDatastore(open(proxy.address));
      await direct.createProfile('lost');
      const end = new AbortController();
      const seen: DatastoreData[] = [];
      const followers = [writer, reader].map((datastore, index) =>
        followForever(
          datastore,
          (data) => (seen[index] = data),
          () => undefined,
          end.signal,
        ),
      );
      let announced = 0;
      writer.onDidWriteProfile(() => (announced += 1));
      let lost = 0;
      for (let index = 0; index < WRITES; index++) {
        proxy.trouble = random() < 0.3 ? LOSSES[Math.floor(random() * LOSSES.length)] : undefined;
        if (proxy.trouble) {
          lost += 1;
          proxy.healAfterOne();
        }
        assert.equal(await appendPort(writer, 'lost', 1_000 + index), 'changed');
      }
      proxy.trouble = undefined;
      const expected = Array.from({ length: WRITES }, (_, index) => 1_000 + index);
      assert.ok(lost > WRITES / 5, `${lost} responses were lost`);
      assert.deepEqual(portsOf(await direct.read(), 'lost'), expected);
      assert.equal(announced, WRITES);
      await eventually(() => seen.forEach((data) => assert.deepEqual(portsOf(data, 'lost'), expected)), 40_000);
      assert.equal(seen.length, 2);
      end.abort();
      await Promise.all(followers);
      [direct, writer, reader].forEach((datastore) => datastore.close());
    }).timeout(600_000);
  });
}
