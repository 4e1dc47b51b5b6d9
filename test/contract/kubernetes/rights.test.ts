import assert from 'node:assert/strict';
import { openCluster } from '../../../src/cluster/connection/open';
import type { OpenCluster } from '../../../src/cluster/connection/opened';
import type { ObjectChange, Rights } from '../../../src/cluster/connection/rights';
import { ClusterStore } from '../../../src/cluster/connection/store';
import { resourceObject } from '../../../src/cluster/etcd/change';
import { rowOf } from '../../../src/features/tree/rows/row';
import { startKubernetes, type KubernetesLab } from '../../../src/lab/kubernetes/kubernetes';

const RBAC = 'rbac.authorization.k8s.io';
const POLICIES = { apiGroups: ['networking.k8s.io'], resources: ['networkpolicies'] };
const update = (namespace: string, name?: string): ObjectChange => ({
  verb: 'update',
  kind: 'KubernetesNetworkPolicy',
  namespace,
  ...(name !== undefined && { name }),
});
const POLICY = { kind: 'KubernetesNetworkPolicy', namespace: 'client', name: 'deny' } as const;

describe('rights in a Kubernetes cluster', () => {
  let lab: KubernetesLab;
  let opened: { readonly cluster: OpenCluster; readonly store: ClusterStore }[];

  const send = async (method: string, path: string, body: object) => {
    const answer = await fetch(`${lab.url}${path}`, {
      method,
      headers: { Authorization: `Bearer ${lab.key}`, 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    assert.ok(answer.ok, await answer.text());
  };
  /** Grants a role to a user, in a namespace or everywhere. */
  const grant = async (user: string, rules: readonly object[], namespace?: string) => {
    const base = `/apis/${RBAC}/v1/${namespace === undefined ? '' : `namespaces/${namespace}/`}`;
    const [role, binding] = namespace === undefined ? ['ClusterRole', 'ClusterRoleBinding'] : ['Role', 'RoleBinding'];
    const metadata = { name: user, ...(namespace !== undefined && { namespace }) };
    await send('POST', `${base}${role.toLowerCase()}s`, { apiVersion: `${RBAC}/v1`, kind: role, metadata, rules });
    await send('POST', `${base}${binding.toLowerCase()}s`, {
      apiVersion: `${RBAC}/v1`,
      kind: binding,
      metadata,
      roleRef: { apiGroup: RBAC, kind: role, name: user },
      subjects: [{ kind: 'User', apiGroup: RBAC, name: user }],
    });
  };
  const openAs = async (user: string, namespaces?: readonly string[]) => {
    const cluster = await openCluster(
      { name: user, context: user, server: lab.url, ...(namespaces && { namespaces }) },
      { kubernetes: { token: user === 'admin' ? lab.key : user } },
      () => undefined,
      AbortSignal.timeout(20_000),
    );
    const store = new ClusterStore(cluster.sources, { pollInterval: () => 1_000, log: () => undefined });
    opened.push({ cluster, store });
    return { rights: cluster.rights ?? assert.fail('no rights'), cluster, store };
  };
  const told = (rights: Rights) =>
    new Promise<void>((resolve) => {
      const subscription = rights.onDidChange(() => {
        subscription.dispose();
        resolve();
      });
    });

  before(async () => {
    lab = await startKubernetes({
      users: ['reader', 'keeper', 'stranger'].map((name) => ({ name, uid: name, groups: [], token: name })),
    });
    for (const name of ['stars', 'client']) await send('POST', '/api/v1/namespaces', { metadata: { name } });
    await send('POST', '/apis/networking.k8s.io/v1/namespaces/client/networkpolicies', {
      metadata: { name: 'deny' },
      spec: { podSelector: {} },
    });
    const reading = { apiGroups: ['*'], resources: ['*'], verbs: ['get', 'list', 'watch'] };
    await grant('reader', [reading]);
    await grant('keeper', [reading]);
    await grant('keeper', [{ ...POLICIES, verbs: ['create', 'update'] }], 'stars');
  });
  after(() => lab.close());
  beforeEach(() => (opened = []));
  afterEach(() => {
    for (const { cluster, store } of opened) {
      store.dispose();
      cluster.close();
    }
  });

  it('are those of the whole cluster, of namespaces and of objects', async () => {
    const { rights: all } = await openAs('admin');
    const { rights: some } = await openAs('keeper');
    assert.deepEqual(
      await Promise.all([
        all.ask(update('client', 'deny')),
        some.ask(update('stars')),
        some.ask(update('client', 'deny')),
      ]),
      [undefined, undefined, 'You may not update networkpolicies in the namespace client.'],
    );
  });

  it('are told to views once they are known', async () => {
    const { rights } = await openAs('reader');
    const known = told(rights);
    assert.equal(rights.refusal(update('client')), undefined);
    await known;
    assert.match(rights.refusal(update('client')) ?? '', /^You may not update/);
  });

  it('name what Calico asks for besides', async () => {
    const { rights } = await openAs('reader');
    assert.equal(
      await rights.ask({ verb: 'update', kind: 'NetworkPolicy', namespace: 'stars', name: 'web', tier: 'security' }),
      'You may not update networkpolicies of the tier security in the namespace stars. That takes the rights to them, to the tier, and to tier.networkpolicies named security.*.',
    );
  });

  it('mark rows that can’t be changed', async () => {
    const { rights, store } = await openAs('keeper');
    const snapshot = await store.when(({ policy }) => policy.state === 'ready', AbortSignal.timeout(20_000));
    await Promise.all([
      rights.ask(update('client')),
      rights.ask(update('stars')),
      rights.ask(update('client', 'deny')),
    ]);
    const found = { of: () => [], ofObject: () => [], refusal: (change: ObjectChange) => rights.refusal(change) };
    const row = (namespace: string) => rowOf({ kind: 'namespace', namespace }, snapshot, found);
    assert.match(row('client')?.description ?? '', / · read-only$/);
    assert.equal(row('client')?.tooltip?.at(-1), 'You may not update networkpolicies in the namespace client.');
    assert.doesNotMatch(row('stars')?.description ?? '', /read-only/);
    const policy = rowOf({ kind: 'resource', of: POLICY.kind, namespace: 'client', name: 'deny' }, snapshot, found);
    assert.match(policy?.description ?? '', / · read-only$/);
  });

  it('are asked again after a refused change', async () => {
    const { rights, cluster } = await openAs('reader');
    assert.notEqual(await rights.ask(update('client', 'deny')), undefined);
    const present = await cluster.objects.present(resourceObject(POLICY));
    await assert.rejects(cluster.objects.replace(resourceObject(POLICY), present, undefined), { kind: 'forbidden' });
    await grant('reader', [{ ...POLICIES, verbs: ['update'] }], 'client');
    assert.equal(await rights.ask(update('client', 'deny')), undefined);
  });

  it('to read may be missing: what is to be done about it', async () => {
    const { store } = await openAs('stranger');
    const { policy } = await store.when(({ policy: { state } }) => state === 'failed', AbortSignal.timeout(20_000));
    assert.ok(policy.state === 'failed');
    assert.match(policy.failure.message, /User "stranger" cannot list resource "namespaces"/);
    assert.match(policy.failure.advice ?? '', /name the namespaces that you may read under “namespaces”/);
  });

  it('to read one namespace suffice if it is named', async () => {
    await grant('stranger', [{ apiGroups: ['*'], resources: ['*'], verbs: ['get', 'list', 'watch'] }], 'stars');
    const { store } = await openAs('stranger', ['stars']);
    const { policy } = await store.when(({ policy: { state } }) => state === 'ready', AbortSignal.timeout(20_000));
    assert.ok(policy.state === 'ready');
    assert.deepEqual(
      policy.data.resources?.stored.map(({ key }) => key),
      ['/api/v1/namespaces/stars/serviceaccounts/default'],
    );
    const advice = policy.problems?.map((problem) => problem.advice);
    for (const missing of ['nodes', 'the namespace stars'])
      assert.ok(advice?.includes(`Ask an administrator for the right to list and watch ${missing}.`));
  });
});
