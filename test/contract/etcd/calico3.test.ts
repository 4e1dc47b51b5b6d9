import assert from 'node:assert/strict';
import { allowsOf } from '../../../src/cluster/analysis/allows';
import { compiledOf } from '../../../src/cluster/analysis/compiled';
import { CalicoDatastore } from '../../../src/cluster/etcd/datastore';
import { detectDatastore } from '../../../src/cluster/etcd/stores/detect';
import { Etcd2 } from '../../../src/cluster/etcd/stores/etcd2';
import { Etcd3Store } from '../../../src/cluster/etcd/stores/etcd3';
import { HttpClient } from '../../../src/cluster/connection/http/client';
import type { DatastoreData } from '../../../src/cluster/connection/store';
import { explainConnection } from '../../../src/features/explanation/explain';
import { expectations } from '../../../src/features/graph/state/flows';
import type { Failure, PolicyData, Snapshot } from '../../../src/cluster/model/snapshot';
import { planTierRename, reversed } from '../../../src/features/rules/objects/rename-plan';
import { eventually } from '../lab/lab-http';
import { isInForce } from '../../../src/cluster/model/resources';
import { startEtcd, type RunningEtcd } from './etcd';
import { clusterInformation, namespaceProfile, object, store, workload, type Entry } from './calico3-objects';

const READY = '/calico/v1/Ready';
const V1_PROFILE = '/calico/v1/policy/profile/web/';
const POLICY = '/calico/resources/v3/projectcalico.org/networkpolicies/shop/web';

/** Two pods that may talk to each other. */
const SHOP: readonly Entry[] = [
  clusterInformation(true),
  namespaceProfile(),
  workload('web-1', '10.0.0.1', { role: 'web' }),
  workload('db-1', '10.0.0.2', { role: 'db' }),
];

/** A policy that isolates a pod. */
const isolating = (role: string): Entry => [
  `networkpolicies/shop/${role}`,
  object('NetworkPolicy', role, { selector: `role == '${role}'`, types: ['Ingress'] }, { namespace: 'shop' }),
];

describe('Calico 3 objects in etcd', () => {
  let etcd: RunningEtcd;
  let admin: Etcd3Store;
  let datastore: CalicoDatastore;
  before(async () => {
    etcd = await startEtcd();
    admin = new Etcd3Store({ addresses: [etcd.address] });
    datastore = new CalicoDatastore(admin);
  });
  after(async () => {
    admin.close();
    await etcd.close();
  });
  beforeEach(async () => {
    await admin.deletePrefix('/calico/');
  });

  /** The names of stored objects of some kinds. */
  const named = ({ resources }: PolicyData, ...kinds: readonly string[]) =>
    (resources?.stored ?? []).filter(({ id }) => kinds.includes(id.kind)).map(({ id }) => id.name);

  /** The first delivery. */
  const first = async (): Promise<{ readonly policy: PolicyData; readonly problems: readonly Failure[] }> => {
    const end = new AbortController();
    const delivered = await new Promise<readonly [DatastoreData, readonly Failure[] | undefined]>((resolve, reject) => {
      datastore.follow((...data) => resolve([data[0], data[1]]), end.signal).catch(reject);
    });
    end.abort();
    return { policy: delivered[0].policy, problems: delivered[1] ?? [] };
  };

  it('are read with endpoints, pools and readiness', async () => {
    await store(admin, ...SHOP, isolating('db'), [
      'ippools/pool',
      object('IPPool', 'pool', { cidr: '10.0.0.0/16', ipipMode: 'Always', natOutgoing: true }),
    ]);
    const { policy, problems } = await first();
    assert.deepEqual(problems, []);
    assert.deepEqual(named(policy, 'NetworkPolicy', 'Profile'), ['db', 'kns.shop']);
    assert.deepEqual(
      policy.endpoints.map(({ host, orchestrator, workload: of, id, ipv4Nets, profileIds }) => [
        [host, orchestrator, of, id],
        ipv4Nets,
        profileIds,
      ]),
      [
        [['node1', 'k8s', 'shop/db-1', 'eth0'], ['10.0.0.2/32'], ['kns.shop']],
        [['node1', 'k8s', 'shop/web-1', 'eth0'], ['10.0.0.1/32'], ['kns.shop']],
      ],
    );
    assert.deepEqual(policy.pools, [
      { cidr: '10.0.0.0/16', version: 4, ipip: true, masquerade: true, ipam: true, disabled: false },
    ]);
  });

  it('are evaluated, with the namespace’s profile last', async () => {
    await store(admin, ...SHOP, isolating('db'));
    const allows = allowsOf((await datastore.read()).policy) ?? assert.fail();
    assert.equal(allows({ from: '10.0.0.1', to: '10.0.0.2', port: 80 }), false);
    assert.equal(allows({ from: '10.0.0.2', to: '10.0.0.1', port: 80 }), true);
  });

  it('get the same verdict in the model, the graph and the explanation, which names the object and the rule', async () => {
    const rules = [
      { action: 'Allow', protocol: 'TCP', source: { selector: "role == 'web'" }, destination: { ports: [6379] } },
    ];
    await store(
      admin,
      ...SHOP,
      ['tiers/security', object('Tier', 'security', { order: 1, defaultAction: 'Pass' })],
      ['globalnetworkpolicies/audit', object('GlobalNetworkPolicy', 'audit', { tier: 'security', types: ['Ingress'] })],
      [
        'networkpolicies/shop/db',
        object('NetworkPolicy', 'db', { selector: "role == 'db'", ingress: rules }, { namespace: 'shop' }),
      ],
    );
    const { policy } = await datastore.read();
    const [from, to] = ['node1/k8s/shop/web-1/eth0', 'node1/k8s/shop/db-1/eth0'];
    const snapshot: Snapshot = {
      policy: { state: 'ready', data: policy },
      marathon: { state: 'absent' },
      networks: { state: 'absent' },
      observation: { state: 'none' },
    };
    for (const [port, right] of [
      [6379, 'allowed'],
      [80, 'denied'],
    ] as const) {
      const flow = { from: [from], to: [to], port };
      assert.equal(expectations([flow], compiledOf(policy))(flow), right);
      assert.equal(allowsOf(policy)?.({ from: '10.0.0.1', to: '10.0.0.2', port }), right === 'allowed');
    }
    const explained = (port: number) => explainConnection({ from, to, protocol: 'tcp', port }, snapshot)?.view;
    const allowed = explained(6379);
    assert.equal(allowed?.title, 'shop/web-1 → shop/db-1');
    assert.deepEqual(
      allowed.halves.map(({ title, verdict, steps }) => [title, verdict, steps.map(({ text }) => text)]),
      [
        ['Out of shop/web-1', 'allow', ['The profile kns.shop allows it at egress[0].']],
        [
          'Into shop/db-1',
          'allow',
          ['Tier security passes it on at its end.', 'NetworkPolicy shop/db allows it at ingress[0].'],
        ],
      ],
    );
    assert.deepEqual(allowed.halves[1]?.steps.at(-1)?.place, {
      resource: { kind: 'NetworkPolicy', namespace: 'shop', name: 'db' },
      path: ['spec', 'ingress', 0],
    });
    const denied = explained(80);
    assert.equal(denied?.verdict, 'deny');
    assert.deepEqual(denied.halves[1]?.steps.at(-1), {
      text: 'No rule of NetworkPolicy shop/db matches, and tier default denies what its policies leave undecided.',
      decides: true,
      place: { resource: { kind: 'NetworkPolicy', namespace: 'shop', name: 'db' }, path: ['spec'] },
    });
    assert.deepEqual(
      denied.misses.map(({ text }) => text),
      ['NetworkPolicy shop/db would allow it at ingress[0] except for the destination’s ports.'],
    );
  });

  it('are updated on a change and on a removal', async () => {
    await store(admin, ...SHOP);
    const end = new AbortController();
    let seen: readonly string[] = [];
    const following = datastore.follow(({ policy }) => (seen = named(policy, 'NetworkPolicy')), end.signal);
    await eventually(() => assert.deepEqual(seen, []));
    await store(admin, isolating('db'));
    await eventually(() => assert.deepEqual(seen, ['db']));
    await admin.deletePrefix('/calico/resources/v3/projectcalico.org/networkpolicies/shop/db');
    await eventually(() => assert.deepEqual(seen, []));
    end.abort();
    await following;
  });

  it('are reported if unreadable, without affecting others', async () => {
    const wrongPort = [{ action: 'Allow', protocol: 'TCP', destination: { ports: ['9000:8000'] } }];
    await store(
      admin,
      ...SHOP,
      isolating('db'),
      ['networkpolicies/shop/a', '{nonsense'],
      ['networkpolicies/shop/b', object('NetworkPolicy', 'b', { ingress: 5 }, { namespace: 'shop' })],
      ['networkpolicies/shop/c', object('NetworkPolicy', 'c', { ingress: wrongPort }, { namespace: 'shop' })],
      ['networkpolicies/shop/d', object('Tier', 'd')],
      ['networkpolicies/shop/x/y', '{}'],
    );
    const { policy } = await datastore.read();
    assert.deepEqual(
      policy.resources?.stored.flatMap(({ id, read }) => (read.state === 'broken' ? [[id.name, read.problems]] : [])),
      [
        ['a', ['It is not a JSON object.']],
        ['b', ['spec.ingress: Expected a list, got 5.']],
        ['c', ['A protocol or a port in its rules is out of range.']],
        ['d', ['It is stored as a NetworkPolicy, but its kind is Tier.']],
      ],
    );
    assert.equal(allowsOf(policy)?.({ from: '10.0.0.1', to: '10.0.0.2', port: 80 }), false);
  });

  it('include an endpoint without addresses as invalid', async () => {
    const [key, value] = workload('lost', '10.0.0.9');
    await store(admin, ...SHOP, [key, { ...(value as object), spec: { orchestrator: 'k8s', ipNetworks: [] } }]);
    const { policy } = await datastore.read();
    assert.deepEqual(
      policy.endpoints.map(({ workload: of, voidReason }) => [of, voidReason]),
      [
        ['shop/db-1', undefined],
        ['shop/lost', 'It has no addresses.'],
        ['shop/web-1', undefined],
      ],
    );
  });

  it('include Felix’s configuration of a host and the host’s addresses', async () => {
    await store(
      admin,
      ...SHOP,
      ['nodes/node1', object('Node', 'node1', { bgp: { ipv4Address: '10.1.0.1/24' } })],
      ['felixconfigurations/default', object('FelixConfiguration', 'default', { defaultEndpointToHostAction: 'Drop' })],
    );
    const toHost = { from: '10.0.0.1', to: '10.1.0.1', port: 80 };
    assert.equal(allowsOf((await datastore.read()).policy)?.(toHost), false);
    await store(admin, [
      'felixconfigurations/node.node1',
      object('FelixConfiguration', 'node.node1', { defaultEndpointToHostAction: 'Accept' }),
    ]);
    assert.equal(allowsOf((await datastore.read()).policy)?.(toHost), true);
  });

  describe('the policy in force', () => {
    const messages = async () => (await first()).problems.map(({ message }) => message.replace(etcd.address, 'etcd'));
    const ofVersion1 = async (ready: string) => {
      await admin.put(READY, ready);
      await admin.put(`${V1_PROFILE}rules`, '{"id":"web","inbound_rules":[],"outbound_rules":[]}');
    };

    it('is Calico 3’s once it is ready, even with previous data', async () => {
      await ofVersion1('false');
      await store(admin, ...SHOP);
      const { policy } = await first();
      assert.deepEqual(
        [policy.profiles.length, policy.endpoints.length, policy.resources && isInForce(policy.resources)],
        [0, 2, true],
      );
      assert.deepEqual(await messages(), ['The etcd at etcd also holds policy of Calico 1 or 2, which is not shown.']);
    });

    it('is Calico 1’s until Calico 3 is ready', async () => {
      await ofVersion1('true');
      await store(admin, ...SHOP, clusterInformation(false));
      const { policy } = await first();
      assert.deepEqual([policy.profiles.length, policy.endpoints.length, policy.resources], [1, 0, undefined]);
      assert.deepEqual(await messages(), ['The etcd at etcd also holds objects of Calico 3, which are not shown.']);
    });

    it('is missing while neither is ready, and Calico 3’s is shown', async () => {
      await ofVersion1('false');
      await store(admin, ...SHOP, clusterInformation(undefined));
      const { policy } = await first();
      assert.equal(policy.resources && isInForce(policy.resources), false);
      assert.equal(allowsOf(policy), undefined);
      assert.deepEqual(await messages(), [
        'This policy is not in force: datastoreReady of the ClusterInformation in the etcd at etcd is not true.',
        'The etcd at etcd also holds policy of Calico 1 or 2, which is not shown.',
      ]);
    });

    it('changes with readiness', async () => {
      await ofVersion1('true');
      await store(admin, ...SHOP, clusterInformation(false));
      const end = new AbortController();
      let seen: boolean | undefined;
      const following = datastore.follow(
        ({ policy }) => (seen = policy.resources ? isInForce(policy.resources) : false),
        end.signal,
      );
      await eventually(() => assert.equal(seen, false));
      await store(admin, clusterInformation(true));
      await eventually(() => assert.equal(seen, true));
      end.abort();
      await following;
    });

    it('determines the store: v3 once Calico 3 is ready, even if v2 has data', async () => {
      const v2 = new Etcd2([new HttpClient({ address: etcd.address, service: 'etcd' })]);
      const kindOf = async () => {
        const found = await detectDatastore({ addresses: [etcd.address], log: () => undefined });
        found.close();
        return [found.kind, found.hides];
      };
      await store(admin, clusterInformation(true));
      assert.deepEqual(await kindOf(), ['etcdv3', undefined]);
      await v2.put(READY, 'false');
      assert.deepEqual(await kindOf(), ['etcdv3', 'v1']);
      await store(admin, clusterInformation(false));
      assert.deepEqual(await kindOf(), ['etcdv2', 'v3']);
    });
  });

  it('are read in pages of one revision', async () => {
    await store(admin, ...Array.from({ length: 25 }, (_, n) => isolating(`r${n}`)));
    const [small, whole] = [new Etcd3Store({ addresses: [etcd.address], page: 4 }), admin];
    const prefix = '/calico/resources/v3/projectcalico.org/';
    assert.deepEqual(await small.list(prefix), await whole.list(prefix));
    assert.deepEqual((await small.list(`${prefix}tiers/`)).entries, []);
    small.close();
  });

  it('are replaced only at the compared revision', async () => {
    const { texts } = datastore;
    const policy = { kind: 'resource', of: 'NetworkPolicy', namespace: 'shop', name: 'web' } as const;
    assert.deepEqual(await texts.replace(policy, undefined, '{"a":1}'), { kind: 'done' });
    const { revision } = (await admin.get(POLICY)) ?? assert.fail();
    // Written again with the same text: someone else's write is respected.
    await admin.put(POLICY, '{"a":1}');
    const late = await texts.replace(policy, '{"a":1}', '{"a":2}', { revision });
    assert.deepEqual(late, { kind: 'moved-on', current: '{"a":1}' });
    // Another object with the same name prefix is unchanged.
    await admin.put(`${POLICY}-2`, '{}');
    assert.deepEqual(await texts.replace(policy, '{"a":1}', undefined), { kind: 'done' });
    assert.equal(await admin.get(POLICY), undefined);
    assert.equal((await admin.get(`${POLICY}-2`))?.value, '{}');
  });

  describe('renamed', () => {
    const policyIn = (tier: string, name: string): Entry => [
      `globalnetworkpolicies/${name}`,
      object('GlobalNetworkPolicy', name, { tier, order: 5, selector: 'all()' }),
    ];
    const stored = async (name: string) =>
      (await first()).policy.resources?.stored.find(({ id }) => id.name === name) ?? assert.fail(name);
    const identity = { uid: 'new', creationTimestamp: '2026-01-01T00:00:00Z' };

    it('are a tier and its policies at one moment, and can be taken back', async () => {
      await store(
        admin,
        clusterInformation(true),
        ['tiers/ops', object('Tier', 'ops', { order: 10 })],
        policyIn('ops', 'ops.dns'),
        policyIn('ops', 'audit'),
      );
      const { texts } = datastore;
      const before = (await first()).policy.resources?.stored.map(({ key, text }) => [key, text]);
      const policies = [await stored('ops.dns'), await stored('audit')];
      const plan = planTierRename(await stored('ops'), policies, 'platform', () => identity);
      assert.ok(plan);
      const start = (await admin.list('/calico/')).revision;
      assert.equal(await texts.replaceAll('rename ops', plan.changes), true);
      const after = await admin.list('/calico/');
      assert.equal(BigInt(after.revision), BigInt(start) + 1n, 'more than one moment');
      const { policy } = await first();
      assert.deepEqual(named(policy, 'Tier', 'GlobalNetworkPolicy'), ['audit', 'platform.dns', 'platform']);
      const tiers = policy.resources?.stored.flatMap(({ id, read }) =>
        id.kind === 'GlobalNetworkPolicy' && read.state === 'decoded' && read.object.kind === 'GlobalNetworkPolicy'
          ? [read.object.spec?.tier]
          : [],
      );
      assert.deepEqual(tiers, ['platform', 'platform']);
      assert.equal(await texts.replaceAll('take back', reversed(plan.changes)), true);
      assert.deepEqual(
        (await first()).policy.resources?.stored.map(({ key, text }) => [key, text]),
        before,
      );
    });

    it('change nothing if one of them was changed by someone else, or the new name is taken', async () => {
      await store(
        admin,
        clusterInformation(true),
        ['tiers/ops', object('Tier', 'ops', { order: 10 })],
        policyIn('ops', 'audit'),
      );
      const policies = [await stored('audit')];
      const plan = planTierRename(await stored('ops'), policies, 'platform', () => identity);
      assert.ok(plan);
      await store(admin, policyIn('ops', 'audit'));
      assert.equal(await datastore.texts.replaceAll('rename ops', plan.changes), false);
      const again = planTierRename(await stored('ops'), [await stored('audit')], 'platform', () => identity);
      assert.ok(again);
      await store(admin, ['tiers/platform', object('Tier', 'platform', { order: 20 })]);
      assert.equal(await datastore.texts.replaceAll('rename ops', again.changes), false);
      assert.deepEqual(named((await first()).policy, 'Tier', 'GlobalNetworkPolicy'), ['audit', 'ops', 'platform']);
    });
  });
});
