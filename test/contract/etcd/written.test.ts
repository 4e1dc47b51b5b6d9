import assert from 'node:assert/strict';
import type { ProfileChange } from '../../../src/cluster/etcd/change';
import { runCommand } from '../../../src/cluster/etcd/calicoctl';
import { CalicoDatastore } from '../../../src/cluster/etcd/datastore';
import { Etcd2 } from '../../../src/cluster/etcd/stores/etcd2';
import { Etcd3Store } from '../../../src/cluster/etcd/stores/etcd3';
import type { KeyValueStore } from '../../../src/cluster/etcd/stores/kv';
import { HttpClient } from '../../../src/cluster/connection/http/client';
import { startLab } from '../../../src/lab/lab';
import { parseCommand } from '../../../src/policy/calico1/calicoctl/parse';
import { addTag } from '../../../src/policy/calico1/edit';
import { startEtcd } from './etcd';

interface Server {
  readonly store: KeyValueStore;
  readonly close: () => Promise<void>;
}

const SERVERS: Readonly<Record<string, () => Promise<Server>>> = {
  'the lab': async () => {
    const lab = await startLab();
    return {
      store: new Etcd2([new HttpClient({ address: lab.endpoints.etcd, service: 'etcd' })]),
      close: () => lab.close(),
    };
  },
  'etcd 3.4, v2 API': async () => {
    const etcd = await startEtcd();
    return {
      store: new Etcd2([new HttpClient({ address: etcd.address, service: 'etcd' })]),
      close: () => etcd.close(),
    };
  },
  'etcd 3.4, v3 API': async () => {
    const etcd = await startEtcd();
    return { store: new Etcd3Store({ addresses: [etcd.address] }), close: () => etcd.close() };
  },
};

for (const [name, start] of Object.entries(SERVERS)) {
  describe(`changes written to ${name}`, () => {
    let server: Server;
    let datastore: CalicoDatastore;
    let changes: ProfileChange[];
    before(async () => {
      server = await start();
    });
    after(async () => {
      server.store.close();
      await server.close();
    });
    beforeEach(async () => {
      await server.store.deletePrefix('/calico/');
      datastore = new CalicoDatastore(server.store);
      changes = [];
      datastore.onDidWriteProfile((change) => changes.push(change));
    });
    const last = () => changes.at(-1) ?? assert.fail('no change was announced');
    const addTagTo = (tag: string) =>
      datastore.updateProfile('web', (profile) => {
        const result = addTag(profile, tag);
        return result.kind === 'changed' ? result.profile : undefined;
      });

    it('are announced with the text before and after', async () => {
      await datastore.createProfile('web');
      await addTagTo('blue');
      await addTagTo('blue');
      const rules =
        '{"id":"web","inbound_rules":[{"action":"allow","src_tag":"web"}],"outbound_rules":[{"action":"allow"}]}';
      assert.deepEqual(changes, [
        { profile: 'web', before: undefined, after: { tags: '["web"]', labels: '{}', rules } },
        {
          profile: 'web',
          before: { tags: '["web"]', labels: '{}', rules },
          after: { tags: '["web","blue"]', labels: '{}', rules },
        },
      ]);
    });

    it('include those of calicoctl commands', async () => {
      for (const words of ['profile add db', 'profile db tag add red', 'profile db tag show', 'profile remove db']) {
        const line = parseCommand(words.split(' '), '');
        assert.ok(line.kind === 'command');
        await runCommand(line.command, server.store, [], { announce: datastore.announce });
      }
      assert.deepEqual(
        changes.map(({ profile, before, after }) => [profile, before?.tags, after?.tags]),
        [
          ['db', undefined, '["db"]'],
          ['db', '["db"]', '["db","red"]'],
          ['db', '["db","red"]', undefined],
        ],
      );
    });

    it('are reverted only if the changed leaves are unchanged since', async () => {
      await datastore.createProfile('web');
      await addTagTo('blue');
      const { before, after } = last();
      await server.store.put('/calico/v1/policy/profile/web/labels', '{"by":"somebody"}');
      assert.deepEqual(await datastore.replaceProfile('web', after, before, { undoes: 'first' }), { kind: 'done' });
      assert.deepEqual(
        [last().undoes, last().after?.tags, last().after?.labels],
        ['first', '["web"]', '{"by":"somebody"}'],
      );
      await addTagTo('green');
      const moved = await datastore.replaceProfile('web', after, before);
      assert.ok(moved.kind === 'moved-on' && moved.current?.tags === '["web","green"]');
      assert.equal(changes.length, 4);
    });

    it('revert the creation, the removal and single leaves of a profile', async () => {
      await server.store.put('/calico/v1/policy/profile/web/rules', '{}');
      await addTagTo('blue');
      const tagged = last();
      assert.deepEqual(await datastore.replaceProfile('web', tagged.after, tagged.before), { kind: 'done' });
      assert.equal(await server.store.get('/calico/v1/policy/profile/web/tags'), undefined);
      await datastore.deleteProfile('web');
      const removed = last();
      assert.deepEqual(await datastore.replaceProfile('web', removed.after, removed.before), { kind: 'done' });
      assert.equal((await server.store.get('/calico/v1/policy/profile/web/rules'))?.value, '{}');
      const made = last();
      assert.deepEqual(await datastore.replaceProfile('web', made.after, made.before), { kind: 'done' });
      assert.deepEqual((await server.store.list('/calico/v1/policy/profile/web/')).entries, []);
    });
  });
}
