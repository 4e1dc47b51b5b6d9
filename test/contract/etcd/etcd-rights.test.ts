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
