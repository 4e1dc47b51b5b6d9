import assert from 'node:assert/strict';
import type { ProfileChange } from '../../../src/cluster/etcd/change';
import { CalicoDatastore } from '../../../src/cluster/etcd/datastore';
import { Etcd2 } from '../../../src/cluster/etcd/stores/etcd2';
import { Etcd3Store } from '../../../src/cluster/etcd/stores/etcd3';
import type { KeyValueStore, Write } from '../../../src/cluster/etcd/stores/kv';
import { ClusterError, isClusterError } from '../../../src/cluster/connection/errors';
import { HttpClient } from '../../../src/cluster/connection/http/client';
import { addRule } from '../../../src/policy/calico1/edit';
import { parseRule } from '../../../src/policy/calico1/grammar';
import { startCutter, type Cutter } from '../cut';
import { startEtcd, type RunningEtcd } from './etcd';

const WRITES = 100;

const STORES: Readonly<Record<string, (address: string) => KeyValueStore>> = {
  'the v2 API': (address) => new Etcd2([new HttpClient({ address, service: 'etcd' })]),
  'the v3 API': (address) => new Etcd3Store({ addresses: [address] }),
};

for (const [name, open] of Object.entries(STORES)) {
  describe(`changes with lost responses, ${name}`, () => {
    let etcd: RunningEtcd;
    let cutter: Cutter;
    let store: KeyValueStore;
    let direct: CalicoDatastore;
    before(async () => {
      etcd = await startEtcd();
      cutter = await startCutter(etcd.address);
      store = open(cutter.address);
      direct = new CalicoDatastore(open(etcd.address));
    });
    after(async () => {
      store.close();
      direct.close();
      await cutter.close();
      await etcd.close();
    });
    beforeEach(() => cutter.cutWhen(() => false));

    const ports = async () => {
      const { policy } = await direct.read();
      const profile = policy.profiles.find((candidate) => candidate.name === 'cut');
      return profile?.kind === 'profile' ? profile.inbound.flatMap(({ dst_ports = [] }) => dst_ports) : undefined;
    };

    it(`applies each of ${WRITES} appended rules once, and announces each`, async () => {
      const datastore = new CalicoDatastore(store);
      await direct.createProfile('cut');
      const announced: ProfileChange[] = [];
      datastore.onDidWriteProfile((change) => announced.push(change));
      let n = 0;
      cutter.cutWhen(() => n++ % 3 === 0);
      const cutsBefore = cutter.cuts;
      for (let index = 0; index < WRITES; index++) {
        const rule = parseRule(`allow tcp to ports ${1000 + index}`).rule ?? assert.fail();
        const outcome = await datastore.updateProfile('cut', (profile) => {
          const result = addRule(profile, 'inbound', rule);
          return result.kind === 'changed' ? result.profile : undefined;
        });
        assert.equal(outcome, 'changed');
      }
      assert.ok(cutter.cuts - cutsBefore > WRITES / 10, `${cutter.cuts - cutsBefore} responses were cut off`);
      assert.deepEqual(
        await ports(),
        Array.from({ length: WRITES }, (_, index) => 1000 + index),
      );
      assert.equal(announced.length, WRITES);
    }).timeout(120_000);

    it('reports a creation and a removal as done, and announces both', async () => {
      const datastore = new CalicoDatastore(store);
      await direct.deleteProfile('cut');
      const announced: ProfileChange[] = [];
      datastore.onDidWriteProfile((change) => announced.push(change));
      cutter.cutWhen(once());
      assert.equal(await datastore.createProfile('cut'), true);
      assert.deepEqual(await ports(), []);
      cutter.cutWhen(once());
      assert.equal(await datastore.deleteProfile('cut'), true);
      assert.equal(await ports(), undefined);
      assert.deepEqual(
        announced.map(({ before, after }) => [before !== undefined, after !== undefined]),
        [
          [false, true],
          [true, false],
        ],
      );
    }).timeout(60_000);

    for (const lost of ['answer', 'request'] as const) {
      it(`resolves a creation with a lost ${lost} on the next check`, async () => {
        await direct.deleteProfile('cut');
        let broken = false;
        const breaking =
          <Args extends readonly unknown[]>(
            write: (...args: Args) => Promise<boolean>,
            chosen: (...args: Args) => boolean,
          ) =>
          async (...args: Args) => {
            if (!chosen(...args)) return write(...args);
            if (lost === 'answer') await write(...args);
            broken = true;
            throw new ClusterError('unreachable', 'The connection broke.', undefined, undefined, {
              uncertain: true,
            });
          };
        const { transact } = store;
        const flaky = instead(store, {
          create: breaking(
            (...args) => store.create(...args),
            (key) => key.endsWith('/labels'),
          ),
          ...(transact && { transact: breaking<readonly [readonly Write[]]>(transact.bind(store), () => true) }),
          get: (...args) =>
            broken ? Promise.reject(new ClusterError('unreachable', 'Nothing answers.')) : store.get(...args),
        });
        const datastore = new CalicoDatastore(flaky);
        const announced: ProfileChange[] = [];
        datastore.onDidWriteProfile((change) => announced.push(change));
        const error: unknown = await datastore.createProfile('cut').catch((reason: unknown) => reason);
        assert.ok(isClusterError(error) && error.check, String(error));
        assert.equal(error.kind, 'unknown-outcome');
        broken = false;
        assert.equal(await error.check(), `The profile cut was ${lost === 'answer' ? '' : 'not '}changed.`);
        assert.deepEqual(await ports(), lost === 'answer' ? [] : undefined);
        assert.deepEqual(
          announced.map(({ after }) => after?.rules !== undefined),
          lost === 'answer' ? [true] : [],
        );
      }).timeout(30_000);
    }

    it('undoes a creation only if the profile is unchanged since', async () => {
      await direct.deleteProfile('cut');
      const announced: ProfileChange[] = [];
      const subscription = direct.onDidWriteProfile((change) => announced.push(change));
      await direct.createProfile('cut');
      subscription.dispose();
      const [created] = announced;
      assert.ok(created?.after);
      const { tags, labels } = created.after;
      await direct.updateProfile('cut', (profile) => ({ ...profile, inbound: [] }));
      assert.equal(
        (await direct.replaceProfile('cut', { tags, labels, rules: created.after.rules }, undefined)).kind,
        'moved-on',
      );
      assert.deepEqual(await ports(), []);
    });
  });
}

function once(): () => boolean {
  let left = 1;
  return () => left-- > 0;
}

/** A store with some methods replaced. */
function instead(store: KeyValueStore, methods: Partial<KeyValueStore>): KeyValueStore {
  return new Proxy(store, {
    get: (target, name) => {
      const own: unknown = Reflect.get(methods, name) ?? Reflect.get(target, name, target);
      return typeof own === 'function' ? (own.bind(target) as unknown) : own;
    },
  });
}
