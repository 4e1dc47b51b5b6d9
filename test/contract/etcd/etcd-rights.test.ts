import assert from 'node:assert/strict';
import { CalicoDatastore } from '../../../src/cluster/etcd/datastore';
import { detectDatastore } from '../../../src/cluster/etcd/stores/detect';
import { Etcd2 } from '../../../src/cluster/etcd/stores/etcd2';
import { Etcd3Store } from '../../../src/cluster/etcd/stores/etcd3';
import { isClusterError } from '../../../src/cluster/connection/errors';
import { HttpClient, type Credentials } from '../../../src/cluster/connection/http/client';
import type { Failure } from '../../../src/cluster/model/snapshot';
import type { DatastoreData } from '../../../src/cluster/connection/store';
import { addRule } from '../../../src/policy/calico1/edit';
import { clusterInformation, namespaceProfile, object, store, workload } from './calico3-objects';
import { enableUsers, enableUsers2, startEtcd, type RunningEtcd } from './etcd';
import { eventually } from '../lab/lab-http';

const PASSWORD = 'right';
const PROFILES = '/calico/v1/policy/profile/';
const ENDPOINT = '/calico/v1/host/one/workload/libnetwork/libnetwork/endpoint/e1';
const NETWORK = '/docker/network/v1.0/network/n1';

const DATA = {
  [`${PROFILES}web/tags`]: '["web"]',
  [`${PROFILES}web/rules`]: '{"id":"web","inbound_rules":[],"outbound_rules":[]}',
  [ENDPOINT]: '{"state":"active","name":"cali1","profile_ids":["web"],"ipv4_nets":["192.168.0.1/32"],"ipv6_nets":[]}',
  [NETWORK]: '{"id":"n1","name":"web","networkType":"calico","scope":"global","ipamV4Config":"[]"}',
};

/** Users by their permissions. */
const USERS = { profiles: [PROFILES], calico: ['/calico/v1/'], nothing: ['/elsewhere/'] };

const credentials = (username: string): Credentials => ({ kind: 'basic', username, password: PASSWORD });

for (const api of ['etcdv2', 'etcdv3'] as const) {
  describe(`users with limited permissions, ${api}`, () => {
    let etcd: RunningEtcd;
    const opened: CalicoDatastore[] = [];
    before(async () => {
      etcd = await startEtcd(api === 'etcdv2');
      const admin =
        api === 'etcdv2'
          ? new Etcd2([new HttpClient({ address: etcd.address, service: 'etcd' })])
          : new Etcd3Store({ addresses: [etcd.address] });
      for (const [key, value] of Object.entries(DATA)) await admin.put(key, value);
      admin.close();
      await (api === 'etcdv2' ? enableUsers2 : enableUsers)(etcd.address, PASSWORD, USERS);
    });
    after(async () => {
      opened.forEach((datastore) => datastore.close());
      await etcd.close();
    });

    const open = async (user: string) => {
      const store = await detectDatastore({
        addresses: [etcd.address],
        credentials: credentials(user),
        log: () => undefined,
      });
      assert.equal(store.kind, api);
      const datastore = new CalicoDatastore(store);
      opened.push(datastore);
      return datastore;
    };

    /** Returns the first delivery. */
    const first = async (datastore: CalicoDatastore) => {
      const end = new AbortController();
      const seen: { data: DatastoreData; problems: readonly Failure[] }[] = [];
      const following = datastore.follow((data, problems = []) => seen.push({ data, problems }), end.signal);
      const { data, problems } = await eventually(() => seen[0] ?? assert.fail());
      end.abort();
      await following;
      return {
        profiles: data.policy.profiles.length,
        endpoints: data.policy.endpoints.length,
        networks: data.networks.length,
        problems: problems.map(({ message }) => message),
        networkProblems: (data.networkProblems ?? []).map(({ message }) => message),
      };
    };

    it('with access to all of Calico lack only the networks, which is reported', async () => {
      const { problems, networkProblems, ...counts } = await first(await open('calico'));
      assert.deepEqual(counts, { profiles: 1, endpoints: 1, networks: 0 });
      assert.deepEqual(problems, []);
      assert.deepEqual(networkProblems, [
        `etcd at ${etcd.address} does not allow this user to read /docker/network/v1.0/network/. Networks are not known from here.`,
      ]);
    });

    it('with access to profiles only see and change them, and each denied prefix is reported', async () => {
      const datastore = await open('profiles');
      const { problems, ...counts } = await first(datastore);
      assert.deepEqual([counts.profiles, counts.endpoints], [1, 0]);
      for (const prefix of ['/calico/v1/host/', '/calico/v1/ipam/v4/pool/', '/calico/v1/ipam/v6/pool/'])
        assert.ok(
          problems.some((message) => message.includes(` read ${prefix}.`)),
          `${prefix}: ${problems.join('\n')}`,
        );
      const outcome = await datastore.updateProfile('web', (profile) => {
        const result = addRule(profile, 'inbound', { action: 'allow' });
        return result.kind === 'changed' ? result.profile : undefined;
      });
      assert.equal(outcome, 'changed');
    });

    it('receive changes below readable prefixes', async () => {
      const [reader, writer] = [await open('profiles'), await open('calico')];
      const end = new AbortController();
      let seen: readonly string[] = [];
      const following = reader.follow(({ policy }) => (seen = policy.profiles.map(({ name }) => name)), end.signal);
      await eventually(() => assert.deepEqual(seen, ['web']));
      await writer.createProfile('later');
      await eventually(() => assert.deepEqual(seen, ['later', 'web']));
      await writer.deleteProfile('later');
      await eventually(() => assert.deepEqual(seen, ['web']));
      end.abort();
      await following;
    });

    it('without access are rejected', async () => {
      await assert.rejects(
        open('nothing'),
        (error) => isClusterError(error) && ['unauthorized', 'forbidden'].includes(error.kind),
      );
    });

    it('with a wrong password are rejected', async () => {
      await assert.rejects(
        detectDatastore({
          addresses: [etcd.address],
          credentials: { kind: 'basic', username: 'calico', password: 'wrong' },
          log: () => undefined,
        }),
        { kind: 'unauthorized' },
      );
    });
  });
}

describe('users with limited permissions, Calico 3', () => {
  const ROOT = '/calico/resources/v3/projectcalico.org/';
  let etcd: RunningEtcd;
  const opened: CalicoDatastore[] = [];
  before(async () => {
    etcd = await startEtcd(false);
    const admin = new Etcd3Store({ addresses: [etcd.address] });
    await store(
      admin,
      clusterInformation(true),
      namespaceProfile(),
      workload('web', '10.0.0.1'),
      workload('db', '10.0.0.2'),
    );
    await store(admin, [
      'networkpolicies/shop/db',
      object('NetworkPolicy', 'db', { types: ['Ingress'] }, { namespace: 'shop' }),
    ]);
    admin.close();
    await enableUsers(etcd.address, PASSWORD, {
      all: [ROOT],
      policies: [`${ROOT}networkpolicies/`, `${ROOT}profiles/`, `${ROOT}workloadendpoints/`],
      first: ['/calico/v1/'],
    });
  });
  after(async () => {
    opened.forEach((datastore) => datastore.close());
    await etcd.close();
  });

  const open = async (user: string) => {
    const found = await detectDatastore({
      addresses: [etcd.address],
      credentials: credentials(user),
      log: () => undefined,
    });
    const datastore = new CalicoDatastore(found);
    opened.push(datastore);
    return datastore;
  };

  /** Follows as a user until the signal aborts. */
  const follow = async (user: string) => {
    const datastore = await open(user);
    const end = new AbortController();
    const seen: { policies: number; endpoints: number; inForce: boolean | undefined; problems: string[] }[] = [];
    const following = datastore.follow(({ policy }, problems = []) => {
      const { resources, endpoints } = policy;
      seen.push({
        policies: resources?.stored.filter(({ id }) => id.kind === 'NetworkPolicy').length ?? 0,
        endpoints: endpoints.length,
        inForce: resources?.from.kind === 'etcd' ? resources.from.inForce : undefined,
        problems: problems.map(({ message }) => message),
      });
    }, end.signal);
    const latest = await eventually(() => seen.at(-1) ?? assert.fail());
    const stop = () => {
      end.abort();
      return following;
    };
    return { datastore, latest, now: () => seen.at(-1), stop };
  };

  it('with access to all of Calico 3 see no problems about Calico 1', async () => {
    const { latest, stop } = await follow('all');
    await stop();
    assert.deepEqual(latest, { policies: 1, endpoints: 2, inForce: true, problems: [] });
  });

  it('with access to some kinds see them, and each denied kind is reported', async () => {
    const { latest, stop } = await follow('policies');
    await stop();
    assert.deepEqual([latest.policies, latest.endpoints, latest.inForce], [1, 2, true]);
    assert.deepEqual(
      latest.problems.map((message) => message.slice(message.indexOf('user'))),
      [
        `user to read ${ROOT}tiers/. The order of tiers is not known.`,
        `user to read ${ROOT}globalnetworkpolicies/. Policies of the whole cluster are not shown.`,
        `user to read ${ROOT}networksets/. Network sets of namespaces are not shown.`,
        `user to read ${ROOT}globalnetworksets/. Network sets of the whole cluster are not shown.`,
        `user to read ${ROOT}hostendpoints/. Host endpoints are not shown.`,
        `user to read ${ROOT}clusterinformations/. It is assumed that Calico is ready.`,
      ],
    );
  });

  it('see and make changes below readable prefixes', async () => {
    const { datastore, now, stop } = await follow('policies');
    const policy = { kind: 'resource', of: 'NetworkPolicy', namespace: 'shop', name: 'web' } as const;
    const text = JSON.stringify(object('NetworkPolicy', 'web', {}, { namespace: 'shop' }));
    assert.deepEqual(await datastore.texts.replace(policy, undefined, text), { kind: 'done' });
    await eventually(() => assert.equal(now()?.policies, 2));
    assert.deepEqual(await datastore.texts.replace(policy, text, undefined), { kind: 'done' });
    await eventually(() => assert.equal(now()?.policies, 1));
    await assert.rejects(datastore.texts.replace({ kind: 'resource', of: 'Tier', name: 'x' }, undefined, '{}'), {
      kind: 'forbidden',
      message: /^The Tier x was not changed: /,
    });
    await stop();
  });
});
