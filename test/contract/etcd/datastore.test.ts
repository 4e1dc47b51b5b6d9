import assert from 'node:assert/strict';
import { CalicoDatastore } from '../../../src/cluster/etcd/datastore';
import { Etcd2 } from '../../../src/cluster/etcd/stores/etcd2';
import { Etcd3Store } from '../../../src/cluster/etcd/stores/etcd3';
import type { KeyValueStore } from '../../../src/cluster/etcd/stores/kv';
import { HttpClient } from '../../../src/cluster/connection/http/client';
import type { DatastoreData } from '../../../src/cluster/connection/store';
import { addRule } from '../../../src/policy/calico1/edit';
import { parseRule } from '../../../src/policy/calico1/grammar';
import { startLab } from '../../../src/lab/lab';
import { speedUp } from '../../faults/clock';
import { startEtcd } from './etcd';
import { rawWriter2, rawWriter3, type RawWriter } from './raw-writer';

interface Server {
  readonly open: () => KeyValueStore;
  /** Another client, which writes over plain HTTP. */
  readonly rawWriter: RawWriter;
  readonly close: () => Promise<void>;
}

const SERVERS: Readonly<Record<string, () => Promise<Server>>> = {
  'etcd 3.4, v2 API': async () => {
    const etcd = await startEtcd();
    return { open: () => openV2(etcd.address), rawWriter: rawWriter2(etcd.address), close: () => etcd.close() };
  },
  'etcd 3.4, v3 API': async () => {
    const etcd = await startEtcd();
    return {
      open: () => new Etcd3Store({ addresses: [etcd.address] }),
      rawWriter: rawWriter3(etcd.address),
      close: () => etcd.close(),
    };
  },
  'the lab': async () => {
    const lab = await startLab();
    return {
      open: () => openV2(lab.endpoints.etcd),
      rawWriter: rawWriter2(lab.endpoints.etcd),
      close: () => lab.close(),
    };
  },
};

function openV2(address: string): KeyValueStore {
  return new Etcd2([new HttpClient({ address, service: 'etcd' })]);
}

const rule = (text: string) => parseRule(text).rule ?? assert.fail(text);

for (const [name, start] of Object.entries(SERVERS)) {
  describe(`datastore on ${name}`, () => {
    let server: Server;
    let store: KeyValueStore;
    let datastore: CalicoDatastore;
    const opened: KeyValueStore[] = [];
    before(async () => {
      server = await start();
      store = server.open();
      datastore = new CalicoDatastore(store);
    });
    after(async () => {
      [store, ...opened].forEach((open) => open.close());
      await server.close();
    });
    beforeEach(async () => {
      await store.deletePrefix('/calico/');
      await store.deletePrefix('/docker/');
    });

    it('compares and swaps by revision', async () => {
      assert.equal(await store.create('/calico/v1/x', 'a'), true);
      assert.equal(await store.create('/calico/v1/x', 'b'), false);
      const entry = await store.get('/calico/v1/x');
      assert.equal(entry?.value, 'a');
      assert.equal(await store.compareAndSwap('/calico/v1/x', 'c', entry.revision), true);
      assert.equal(await store.compareAndSwap('/calico/v1/x', 'd', entry.revision), false);
      assert.equal(await store.compareAndSwap('/calico/v1/gone', 'd', entry.revision), false);
      assert.equal((await store.get('/calico/v1/x'))?.value, 'c');
      assert.equal(await store.get('/calico/v1/gone'), undefined);
    });

    it('lists only the keys below a prefix', async () => {
      await store.put('/calico/v1/a b/ü', '1');
      await store.put('/calico/v1/a b/c/d', '2');
      await store.put('/calico/v1/a bc', '3');
      const { entries } = await store.list('/calico/v1/a b/');
      assert.deepEqual(entries.map(({ key, value }) => [key, value]).sort(), [
        ['/calico/v1/a b/c/d', '2'],
        ['/calico/v1/a b/ü', '1'],
      ]);
      assert.deepEqual((await store.list('/calico/v1/nothing/')).entries, []);
    });

    it('creates, edits and removes a profile', async () => {
      assert.equal(await datastore.createProfile('web'), true);
      assert.equal(await datastore.createProfile('web'), false);
      assert.equal(
        await datastore.updateProfile('web', (profile) =>
          changed(addRule(profile, 'inbound', rule('allow tcp to ports 9001'))),
        ),
        'changed',
      );
      const [profile] = (await datastore.read()).policy.profiles;
      assert.ok(profile?.kind === 'profile');
      assert.deepEqual(
        [profile.name, profile.tags, profile.inbound, profile.outbound],
        [
          'web',
          ['web'],
          [
            { action: 'allow', src_tag: 'web' },
            { action: 'allow', protocol: 'tcp', dst_ports: [9001] },
          ],
          [{ action: 'allow' }],
        ],
      );
      assert.equal(await datastore.updateProfile('web', () => undefined), 'unchanged');
      assert.equal(await datastore.updateProfile('other', (other) => other), 'not-found');
      assert.equal(await datastore.deleteProfile('web'), true);
      assert.equal(await datastore.deleteProfile('web'), false);
      assert.deepEqual((await datastore.read()).policy.profiles, []);
    });

    it('creates, edits and removes a policy and its tier, and announces each change', async () => {
      const { texts } = datastore;
      const announced: unknown[] = [];
      const subscription = texts.onDidWrite((change) => announced.push(change));
      const tier = { kind: 'tier', name: 'net/sec' } as const;
      const policy = { kind: 'policy', tier: 'net/sec', name: 'db' } as const;
      const stored = async () => {
        const tiers = (await datastore.read()).policy.enforcement?.tiers ?? [];
        return tiers.map(({ name, metadata, policies }) => [name, metadata, policies.map(({ text }) => text)]);
      };
      assert.deepEqual(await texts.replace(tier, undefined, '{"order":5}'), { kind: 'done' });
      assert.deepEqual(await texts.replace(policy, undefined, '{"selector":""}'), { kind: 'done' });
      assert.deepEqual(await texts.replace(policy, undefined, '{}'), { kind: 'moved-on', current: '{"selector":""}' });
      assert.equal(await texts.update(policy, (text) => text.replace('""', '"all()"')), 'changed');
      assert.equal(await texts.update(policy, () => undefined), 'unchanged');
      assert.equal(await texts.update({ ...policy, name: 'gone' }, () => '{}'), 'not-found');
      assert.deepEqual(await stored(), [['net/sec', '{"order":5}', ['{"selector":"all()"}']]]);
      assert.deepEqual(await texts.replace(policy, '{"selector":"all()"}', undefined), { kind: 'done' });
      assert.deepEqual(await texts.replace(tier, '{"order":5}', undefined, { undoes: 'x' }), { kind: 'done' });
      assert.deepEqual(await stored(), []);
      // Directories are removed too, if there are any.
      assert.deepEqual((await store.list('/calico/v1/policy/tier/net%2fsec/')).entries, []);
      subscription.dispose();
      assert.deepEqual(announced, [
        { object: tier, before: undefined, after: '{"order":5}' },
        { object: policy, before: undefined, after: '{"selector":""}' },
        { object: policy, before: '{"selector":""}', after: '{"selector":"all()"}' },
        { object: policy, before: '{"selector":"all()"}', after: undefined },
        { object: tier, before: '{"order":5}', after: undefined, undoes: 'x' },
      ]);
    });

    it('edits a policy again after a lost race', async () => {
      const policy = { kind: 'policy', tier: 'default', name: 'db' } as const;
      await store.put('/calico/v1/policy/tier/default/policy/db', '1');
      const edits = ['a', 'b', 'c'].map((letter) => datastore.texts.update(policy, (text) => `${text}${letter}`));
      assert.deepEqual(await Promise.all(edits), ['changed', 'changed', 'changed']);
      const { value = '' } = (await store.get('/calico/v1/policy/tier/default/policy/db')) ?? {};
      assert.deepEqual(Array.from(value ?? '').sort(), ['1', 'a', 'b', 'c']);
    });

    it('writes the labels of a profile that were edited', async () => {
      await datastore.createProfile('web');
      await datastore.updateProfile('web', (profile) => ({ ...profile, labels: { role: 'web' } }));
      assert.equal((await store.get('/calico/v1/policy/profile/web/labels'))?.value, '{"role":"web"}');
    });

    it('never overwrites an unreadable profile', async () => {
      await store.put('/calico/v1/policy/profile/web/rules', '{broken');
      await assert.rejects(
        datastore.updateProfile('web', (profile) => ({ ...profile, tags: ['x'] })),
        /can’t be read/,
      );
      assert.equal((await store.get('/calico/v1/policy/profile/web/rules'))?.value, '{broken');
      assert.equal((await datastore.read()).policy.profiles[0]?.kind, 'broken');
    });

    it('keeps unknown keys of the stored rules', async () => {
      await store.put(
        '/calico/v1/policy/profile/web/rules',
        '{"inbound_rules":[{"action":"allow","x-note":[1]}],"outbound_rules":[],"owner":"us"}',
      );
      await datastore.updateProfile('web', (profile) => changed(addRule(profile, 'inbound', rule('deny udp'))));
      const stored: unknown = JSON.parse((await store.get('/calico/v1/policy/profile/web/rules'))?.value ?? '');
      assert.deepEqual(stored, {
        owner: 'us',
        inbound_rules: [
          { action: 'allow', 'x-note': [1] },
          { action: 'deny', protocol: 'udp' },
        ],
        outbound_rules: [],
      });
    });

    it('loses no update with concurrent writers', async () => {
      await datastore.createProfile('web');
      const writers = Array.from({ length: 10 }, () => {
        const own = server.open();
        opened.push(own);
        return new CalicoDatastore(own);
      });
      const port = (writer: number, n: number) => 1000 + writer * 5 + n;
      await Promise.all(
        writers.flatMap((writer, w) =>
          [0, 1, 2, 3, 4].map((n) =>
            writer.updateProfile('web', (profile) =>
              changed(addRule(profile, 'inbound', rule(`allow tcp to ports ${port(w, n)}`))),
            ),
          ),
        ),
      );
      const [profile] = (await datastore.read()).policy.profiles;
      assert.ok(profile?.kind === 'profile');
      const ports = profile.inbound.flatMap(({ dst_ports = [] }) => dst_ports);
      assert.deepEqual(
        [...ports].sort(),
        Array.from({ length: 50 }, (_, index) => 1000 + index),
      );
    }).timeout(30_000);

    it('loses no update when another client writes', async () => {
      await datastore.createProfile('web');
      const raw = (port: number) =>
        server.rawWriter('/calico/v1/policy/profile/web/rules', (text) => {
          const document = JSON.parse(text) as { inbound_rules: unknown[] };
          return JSON.stringify({
            ...document,
            inbound_rules: [...document.inbound_rules, rule(`allow tcp to ports ${port}`)],
          });
        });
      const ours = (port: number) =>
        datastore.updateProfile('web', (profile) =>
          changed(addRule(profile, 'inbound', rule(`allow tcp to ports ${port}`))),
        );
      await Promise.all(
        Array.from({ length: 50 }, (_, index) => (index % 2 === 0 ? raw(1000 + index) : ours(1000 + index))),
      );
      const [profile] = (await datastore.read()).policy.profiles;
      assert.ok(profile?.kind === 'profile');
      assert.deepEqual(
        profile.inbound.flatMap(({ dst_ports = [] }) => dst_ports).sort(),
        Array.from({ length: 50 }, (_, index) => 1000 + index),
      );
    }).timeout(30_000);

    it('repairs a broken document only if it is unchanged since it was read', async () => {
      const key = '/calico/v1/policy/profile/web/rules';
      await store.put(key, '{broken');
      assert.equal(await datastore.putDocument('web', 'rules', '{}', '{other'), false);
      assert.equal(await datastore.putDocument('web', 'rules', '{}', undefined), false);
      assert.equal((await store.get(key))?.value, '{broken');
      assert.equal(await datastore.putDocument('web', 'rules', '{}', '{broken'), true);
      assert.equal(await datastore.putDocument('web', 'tags', '["web"]', undefined), true);
      assert.equal((await datastore.read()).policy.profiles[0]?.kind, 'profile');
    });

    it('reads endpoints, pools and networks', async () => {
      const key = '/calico/v1/host/calico-mesos-02/workload/libnetwork/libnetwork/endpoint/e1';
      const text =
        '{"state":"active","name":"cali1","mac":"ee:ee:ee:ee:ee:ee","profile_ids":["web"],"ipv4_nets":["192.168.0.1/32"],"ipv6_nets":[]}';
      await store.put(key, text);
      const broken = '/calico/v1/host/calico-mesos-02/workload/libnetwork/libnetwork/endpoint/e2';
      await store.put(broken, 'nonsense');
      await store.put('/calico/v1/ipam/v4/pool/192.168.0.0-16', '{"cidr":"192.168.0.0/16","masquerade":true}');
      await store.put(
        '/docker/network/v1.0/network/n1',
        JSON.stringify({
          id: 'n1',
          name: 'web',
          networkType: 'calico',
          scope: 'global',
          ipamV4Config: '[{"PreferredPool":"192.168.0.0/16"}]',
        }),
      );
      const { policy, networks } = await datastore.read();
      assert.deepEqual(policy.endpoints, [
        {
          key,
          text,
          host: 'calico-mesos-02',
          orchestrator: 'libnetwork',
          workload: 'libnetwork',
          id: 'e1',
          state: 'active',
          interfaceName: 'cali1',
          profileIds: ['web'],
          ipv4Nets: ['192.168.0.1/32'],
          ipv6Nets: [],
        },
        {
          key: broken,
          text: 'nonsense',
          host: 'calico-mesos-02',
          orchestrator: 'libnetwork',
          workload: 'libnetwork',
          id: 'e2',
          state: '',
          interfaceName: '',
          profileIds: [],
          ipv4Nets: [],
          ipv6Nets: [],
          voidReason: 'It is not a JSON object.',
        },
      ]);
      assert.deepEqual(policy.pools, [
        { cidr: '192.168.0.0/16', version: 4, ipip: false, masquerade: true, ipam: true, disabled: false },
      ]);
      assert.deepEqual(networks, [
        { id: 'n1', name: 'web', driver: 'calico', scope: 'global', subnets: ['192.168.0.0/16'], containers: [] },
      ]);
    });

    it('follows changes, and keeps the identity of unchanged parts', async () => {
      await datastore.createProfile('one');
      await datastore.createProfile('two');
      const seen = new Deliveries();
      const end = new AbortController();
      const following = datastore.follow(seen.deliver, end.signal);
      const first = await seen.next(({ policy }) => policy.profiles.length === 2);
      await datastore.updateProfile('one', (profile) => changed(addRule(profile, 'inbound', rule('allow udp'))));
      const second = await seen.next(({ policy }) => inboundOf(policy.profiles[0]) === 2);
      assert.equal(second.policy.profiles[1], first.policy.profiles[1]);
      assert.equal(second.policy.endpoints, first.policy.endpoints);
      assert.equal(second.networks, first.networks);
      await datastore.deleteProfile('one');
      const third = await seen.next(({ policy }) => policy.profiles.length === 1);
      assert.equal(third.policy.profiles[0], second.policy.profiles[1]);
      end.abort();
      await following;
    });

    it('reads tiers, and polls the configuration', async () => {
      const clock = speedUp();
      const end = new AbortController();
      try {
        await store.put('/calico/v1/policy/tier/default/policy/db', '{"order":1,"selector":"all()"}');
        const seen = new Deliveries();
        const following = datastore.follow(seen.deliver, end.signal);
        const { policy } = await seen.next(({ policy: { enforcement } }) => enforcement !== undefined);
        assert.deepEqual(
          policy.enforcement?.tiers.map(({ name, policies }) => [name, policies.length]),
          [['default', 1]],
        );
        await store.put('/calico/v1/config/InterfacePrefix', 'tap');
        await seen.next(({ policy: { enforcement } }) => enforcement?.config.get('InterfacePrefix') === 'tap');
        await store.put('/calico/v1/policy/tier/default/metadata', '{"order":5}');
        await seen.next(({ policy: { enforcement } }) => enforcement?.tiers[0]?.metadata === '{"order":5}');
        end.abort();
        await following;
      } finally {
        end.abort();
        clock.restore();
      }
    });

    it('rejects a request with an aborted signal', async () => {
      await assert.rejects(store.list('/calico/v1/', AbortSignal.abort()), { name: 'ClusterError', kind: 'cancelled' });
    });
  });
}

/** Waits until a condition holds for what a source delivered. */
class Deliveries {
  #latest: DatastoreData | undefined;
  #check: (() => void) | undefined;

  readonly deliver = (data: DatastoreData): void => {
    this.#latest = data;
    this.#check?.();
  };

  next(condition: (data: DatastoreData) => boolean): Promise<DatastoreData> {
    return new Promise((resolve) => {
      this.#check = () => {
        if (this.#latest && condition(this.#latest)) resolve(this.#latest);
      };
      this.#check();
    });
  }
}

function inboundOf(profile: DatastoreData['policy']['profiles'][number] | undefined): number {
  return profile?.kind === 'profile' ? profile.inbound.length : 0;
}

function changed(result: ReturnType<typeof addRule>) {
  return result.kind === 'changed' ? result.profile : undefined;
}
