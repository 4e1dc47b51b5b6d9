import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openCluster } from '../../../src/cluster/connection/open';
import type { OpenCluster } from '../../../src/cluster/connection/opened';
import { ClusterStore } from '../../../src/cluster/connection/store';
import { resourceObject } from '../../../src/cluster/etcd/change';
import { dataOf } from '../../../src/cluster/model/indexes';
import { tiersOfObjects } from '../../../src/cluster/model/object-tiers';
import { resourceNamed, withResources } from '../../../src/cluster/model/resources';
import type { PolicyData, Snapshot } from '../../../src/cluster/model/snapshot';
import { workloadsOf } from '../../../src/cluster/model/workloads';
import { objectNotes } from '../../../src/features/rules/editor/objects/notes';
import { contentOf, storeContent } from '../../../src/features/rules/editor/files/content';
import { explainConnection } from '../../../src/features/explanation/explain';
import { decidingItems } from '../../../src/features/row-menu/deciders';
import { childrenOf } from '../../../src/features/tree/children';
import { rowOf } from '../../../src/features/tree/rows/row';
import { nodeId } from '../../../src/app/tree-nodes';
import { writeKubeconfig } from '../../../src/lab/kubernetes/kubeconfig';
import { startKubernetes, type KubernetesLab } from '../../../src/lab/kubernetes/kubernetes';
import { newResource, readResourceDocument, type NewResource } from '../../../src/policy/documents';
import type { ResourceId } from '../../../src/policy/resources';

const DENY: ResourceId = { kind: 'KubernetesNetworkPolicy', namespace: 'stars', name: 'default-deny' };

/** Two namespaces with a pod each, one with a deployment's pods too, and a policy that isolates these. */
const OBJECTS: readonly (readonly [path: string, object: object])[] = [
  ['/api/v1/namespaces', { metadata: { name: 'stars' } }],
  ['/api/v1/namespaces', { metadata: { name: 'client', labels: { role: 'client' } } }],
  ...(['stars', 'client'] as const).map(
    (namespace, index) =>
      [
        `/api/v1/namespaces/${namespace}/pods`,
        {
          metadata: { name: `${namespace}-0`, labels: { role: namespace } },
          spec: { nodeName: 'node-1', containers: [{ name: 'probe', image: 'probe' }] },
          status: { phase: 'Running', podIP: `10.0.0.${index + 1}`, podIPs: [{ ip: `10.0.0.${index + 1}` }] },
        },
      ] as const,
  ),
  ...['web-7d4-a', 'web-7d4-b'].map(
    (name, index) =>
      [
        '/api/v1/namespaces/stars/pods',
        {
          metadata: { name, labels: { 'pod-template-hash': '7d4' } },
          spec: {
            nodeName: 'node-1',
            containers: [{ name: 'web', image: 'web', ports: [{ name: 'http', containerPort: 8080 }] }],
          },
          status: { phase: 'Running', podIP: `10.0.1.${index + 1}`, podIPs: [{ ip: `10.0.1.${index + 1}` }] },
        },
      ] as const,
  ),
  [
    '/apis/networking.k8s.io/v1/namespaces/stars/networkpolicies',
    { metadata: { name: 'default-deny' }, spec: { podSelector: {} } },
  ],
];

describe('a Kubernetes cluster', () => {
  let lab: KubernetesLab;
  let folder: string;
  let cluster: OpenCluster;
  let store: ClusterStore;
  const send = async (method: string, where: string, body: object, type = 'application/json') => {
    const answer = await fetch(`${lab.url}${where}`, {
      method,
      headers: { Authorization: `Bearer ${lab.key}`, 'Content-Type': type },
      body: JSON.stringify(body),
    });
    assert.ok(answer.ok, await answer.text());
  };
  const when = (condition: (data: PolicyData, snapshot: Snapshot) => boolean) =>
    store.when((snapshot) => {
      const data = dataOf(snapshot.policy);
      return data !== undefined && condition(data, snapshot);
    }, AbortSignal.timeout(20_000));

  before(async () => {
    lab = await startKubernetes({ controllers: false });
    folder = await mkdtemp(path.join(tmpdir(), 'kubernetes-'));
    const kubeconfig = path.join(folder, 'config');
    await writeKubeconfig(kubeconfig, lab);
    for (const [where, object] of OBJECTS) {
      await send('POST', where, object);
      const { metadata, status } = object as { readonly metadata: { readonly name: string }; readonly status?: object };
      if (status) await send('PATCH', `${where}/${metadata.name}/status`, { status }, 'application/merge-patch+json');
    }
    cluster = await openCluster(
      { name: 'lab', context: 'calico-stars-lab', kubeconfig },
      {},
      (line) => assert.fail(line),
      AbortSignal.timeout(20_000),
    );
    store = new ClusterStore(cluster.sources, { pollInterval: () => 1_000, log: (line) => assert.fail(line) });
    await when((data) => data.endpoints.length === 4 && resourceNamed(DENY, data) !== undefined);
  });
  after(async () => {
    store.dispose();
    cluster.close();
    await lab.close();
    await rm(folder, { recursive: true });
  });

  it('has its policies in effect order, its namespaces and pods in the tree', () => {
    const { snapshot } = store;
    const data = dataOf(snapshot.policy) ?? assert.fail();
    assert.deepEqual(
      tiersOfObjects(data).flatMap(({ name, policies }) => policies.map((id) => `${name}: ${id.kind} ${id.name}`)),
      ['default: KubernetesNetworkPolicy default-deny'],
    );
    const labels = (node?: Parameters<typeof childrenOf>[0]) =>
      childrenOf(node, snapshot).map((child) => rowOf(child, snapshot)?.label);
    assert.deepEqual(labels(), ['Policies', 'Namespaces']);
    assert.deepEqual(labels({ kind: 'resourceTier', tier: 'default' }), ['stars/default-deny']);
    assert.ok(labels({ kind: 'namespaces' }).includes('client'));
    const texts = (node: Parameters<typeof childrenOf>[0]) =>
      childrenOf(node, snapshot).map((child) => {
        const { label, description } = rowOf(child, snapshot) ?? assert.fail();
        return `${label}: ${description}`;
      });
    assert.deepEqual(texts({ kind: 'namespace', namespace: 'client' }), ['client-0: 10.0.0.2 · not isolated']);
    assert.deepEqual(texts({ kind: 'namespace', namespace: 'stars' }), [
      'default-deny: * · 3 pods · isolates ingress',
      'stars-0: 10.0.0.1 · ingress isolated',
      'web: 2 pods · ingress isolated',
    ]);
    assert.deepEqual(texts({ kind: 'workload', namespace: 'stars', owner: 'web' }), [
      'web-7d4-a: 10.0.1.1 · ingress isolated',
      'web-7d4-b: 10.0.1.2 · ingress isolated',
    ]);
    const pod = rowOf({ kind: 'endpoint', profile: undefined, endpoint: 'stars/web-7d4-a' }, snapshot);
    assert.deepEqual(pod?.tooltip, [
      'Pod stars/web-7d4-a',
      'Node node-1',
      'Labels pod-template-hash=7d4',
      'Ports http TCP 8080',
      'Ingress isolated, decided by stars/default-deny',
      'Egress not isolated',
    ]);
    const [below] = childrenOf({ kind: 'namespace', namespace: 'stars' }, snapshot);
    const [inTier] = childrenOf({ kind: 'resourceTier', tier: 'default' }, snapshot);
    assert.ok(below && inTier && nodeId(below) !== nodeId(inTier), 'Rows of one policy have IDs of their own.');
    assert.deepEqual(
      workloadsOf(snapshot).map(({ endpoint }) => endpoint),
      ['client/client-0', 'stars/stars-0', 'stars/web-7d4-a', 'stars/web-7d4-b'],
    );
  });

  it('lists who decides for a pod, with the document of each', () => {
    assert.deepEqual(
      decidingItems('stars/stars-0', store.snapshot).map(({ label, description, row }) => [
        typeof label === 'string' ? label : label.text,
        description,
        row && nodeId(row),
      ]),
      [
        ['Ingress: isolated', undefined, undefined],
        [
          '$(shield) stars/default-deny',
          'NetworkPolicy · tier default',
          nodeId({ kind: 'resource', of: 'KubernetesNetworkPolicy', namespace: 'stars', name: 'default-deny' }),
        ],
        ['$(circle-slash) The rest is dropped at the end of the tier default', undefined, undefined],
        ['Egress: not isolated', undefined, undefined],
        ['$(pass) The rest is allowed', undefined, undefined],
      ],
    );
  });

  it('notes in a document how many pods its parts mean', () => {
    const data = dataOf(store.snapshot.policy) ?? assert.fail();
    const text = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: default-deny
  namespace: stars
spec:
  podSelector:
    matchLabels:
      role: stars
  ingress:
    - from:
        - podSelector: {}
        - namespaceSelector:
            matchLabels:
              role: client
    - from:
        - podSelector:
            matchLabels:
              role: nobody
    - ports:
        - port: 80
`;
    const { yaml, object } = readResourceDocument(text, DENY);
    assert.ok(object);
    const notes = objectNotes(DENY, yaml, withResources(data, [{ id: DENY, object }]));
    const lines = notes.map(({ start, text: note }) => `${text.slice(start).split('\n')[0]}: ${note}`);
    assert.deepEqual(lines, [
      'podSelector:: selects 1',
      'podSelector: {}: matches 3',
      'namespaceSelector:: matches 1',
      'podSelector:: matches nothing',
    ]);
  });

  it('explains what a policy denies, with the policy by name', () => {
    const explained = explainConnection(
      { from: 'client/client-0', to: 'stars/stars-0', protocol: 'tcp', port: 80 },
      store.snapshot,
    );
    assert.equal(explained?.view.verdict, 'deny');
    assert.match(JSON.stringify(explained.view), /default-deny/);
  });

  it('saves a document, and shows the defaults that the server set', async () => {
    const { snapshot } = store;
    const address = { cluster: 'lab', name: DENY.name, of: 'resource', resource: DENY } as const;
    const opened = contentOf(address, snapshot) ?? assert.fail();
    const text = opened.text.replace(
      /spec:\n/,
      'spec:\n  ingress:\n    - from:\n        - namespaceSelector: {}\n      ports:\n        - port: 80\n',
    );
    const connection = { state: 'connected', definition: { name: 'lab', context: 'x' }, cluster, store } as const;
    const stored = await storeContent(text, opened, address, connection);
    assert.ok(stored !== 'conflict');
    assert.match(stored.text, /protocol: TCP/);
    assert.equal(
      await storeContent(`${text}# late\n`.replace('port: 80', 'port: 81'), opened, address, connection),
      'conflict',
    );
    await when((data) => resourceNamed(DENY, data)?.text.includes('"port":80') === true);
    const explained = explainConnection(
      { from: 'client/client-0', to: 'stars/stars-0', protocol: 'tcp', port: 80 },
      store.snapshot,
    );
    assert.equal(explained?.view.verdict, 'allow');
  });

  it('creates and removes a policy, and tells who was faster', async () => {
    const id: ResourceId = { kind: 'KubernetesNetworkPolicy', namespace: 'client', name: 'new' };
    const { json }: NewResource = newResource(id, { podSelector: {}, policyTypes: ['Egress'] }, {});
    const seen: string[] = [];
    const subscription = cluster.objects.onDidWrite(({ before, after }) =>
      seen.push(`${before === undefined ? '-' : 'text'} to ${after === undefined ? '-' : 'text'}`),
    );
    assert.equal((await cluster.objects.replace(resourceObject(id), undefined, json)).kind, 'done');
    assert.equal((await cluster.objects.replace(resourceObject(id), undefined, json)).kind, 'moved-on');
    await when((data) => resourceNamed(id, data) !== undefined);
    const { text, revision } = resourceNamed(id, dataOf(store.snapshot.policy)) ?? assert.fail();
    assert.equal((await cluster.objects.replace(resourceObject(id), text, undefined, { revision })).kind, 'done');
    await when((data) => resourceNamed(id, data) === undefined);
    subscription.dispose();
    assert.deepEqual(seen, ['- to text', 'text to -']);
  });

  it('changes nothing in a read-only cluster, and asks before a production cluster is changed', async () => {
    const id: ResourceId = { kind: 'KubernetesNetworkPolicy', namespace: 'client', name: 'guarded' };
    const { json } = newResource(id, { podSelector: {} }, {});
    const asked: string[] = [];
    const guarded = async (production: true | 'read-only') => {
      const opened = await openCluster(
        { name: 'lab', context: 'calico-stars-lab', kubeconfig: path.join(folder, 'config'), production },
        {},
        (line) => assert.fail(line),
        AbortSignal.timeout(20_000),
        {
          confirm: (_, change) => {
            asked.push(change);
            return Promise.resolve(false);
          },
        },
      );
      return opened.objects.replace(resourceObject(id), undefined, json).finally(() => opened.close());
    };
    await assert.rejects(guarded('read-only'), { kind: 'read-only' });
    await assert.rejects(guarded(true), { kind: 'cancelled' });
    assert.deepEqual(asked, ['create the NetworkPolicy client/guarded']);
    assert.equal(await cluster.objects.present(resourceObject(id)), undefined);
  });

  it('says which contexts there are not, and does not run what it must not', async () => {
    const open = (context: string) =>
      openCluster(
        { name: 'lab', context, kubeconfig: path.join(folder, 'config') },
        {},
        (line) => assert.fail(line),
        AbortSignal.timeout(20_000),
        { mayRun: () => ({ allowed: false, reason: 'this window is in Restricted Mode' }) },
      );
    await assert.rejects(open('other'), /There is no context other in the kubeconfig/);
    const plugin = {
      clusters: [{ name: 'c', cluster: { server: lab.url } }],
      users: [
        {
          name: 'u',
          user: { exec: { apiVersion: 'client.authentication.k8s.io/v1', command: 'sh', interactiveMode: 'Never' } },
        },
      ],
      contexts: [{ name: 'plugin', context: { cluster: 'c', user: 'u' } }],
    };
    await writeFile(path.join(folder, 'config'), JSON.stringify(plugin));
    await assert.rejects(open('plugin'), /was not run: this window is in Restricted Mode/);
  });
});
