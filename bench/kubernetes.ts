// `npm run bench kubernetes`: from nothing to all objects of a cluster of 10,000 pods and its first tree, and one change of a pod. The server
// is a process of its own that answers at once.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import { KubernetesApi, KubernetesSource, type KubernetesData } from '../src/cluster/kubernetes';
import { policyDataOf } from '../src/cluster/kubernetes/policy-data';
import { inSlices } from '../src/base/time-slices';
import { compileInSlices } from '../src/cluster/analysis/compiled';
import { effectOf } from '../src/cluster/analysis/policy-impact';
import type { PolicyObject } from '../src/policy/resources';
import type { PolicyData, Snapshot } from '../src/cluster/model/snapshot';
import type { TreeNode } from '../src/app/tree-nodes';
import { childrenOf } from '../src/features/tree/children';
import { rowOf } from '../src/features/tree/rows/row';
import { print, spent } from './measure';

const PODS = 10_000;
const POLICIES = 1_000;
const PAGE = 500;
const RUNS = 5;
const CHANGES = 50;

const POD_PATH = '/api/v1/pods';

if (process.argv[2] === 'serve') serve();
else await run();

/** A pod of about 5.5 kB, nearly half of which is about the managers of its fields, as a real server returns it. */
function pod(index: number, phase = 'Running'): object {
  const namespace = `app-${String(index % 20).padStart(2, '0')}`;
  const name = `svc-${index % 100}-7d4b9c8f6d-${String(index).padStart(5, '0')}`;
  const address = `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`;
  const fields = Object.fromEntries(
    Array.from({ length: 60 }, (_, place) => [`f:field-${place}`, { 'f:value': {}, [`k:{"name":"n${place}"}`]: {} }]),
  );
  return {
    metadata: {
      name,
      namespace,
      uid: `00000000-0000-0000-0000-${String(index).padStart(12, '0')}`,
      resourceVersion: String(1_000 + index),
      creationTimestamp: '2026-01-01T00:00:00Z',
      labels: {
        app: `svc-${index % 100}`,
        role: 'backend',
        team: `team-${index % 7}`,
        'pod-template-hash': '7d4b9c8f6d',
      },
      annotations: { 'prometheus.io/scrape': 'true' },
      ownerReferences: [
        { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: `svc-${index % 100}-7d4b9c8f6d`, controller: true },
      ],
      managedFields: [{ manager: 'kubelet', operation: 'Update', fieldsType: 'FieldsV1', fieldsV1: fields }],
    },
    spec: {
      nodeName: `node-${index % 50}`,
      serviceAccountName: 'default',
      containers: [
        {
          name: 'main',
          image: 'registry.example.com/main:1.4.2',
          ports: [
            { name: 'http', containerPort: 8080, protocol: 'TCP' },
            { name: 'metrics', containerPort: 9090, protocol: 'TCP' },
          ],
          env: Array.from({ length: 20 }, (_, place) => ({ name: `SETTING_${place}`, value: `value of ${place}` })),
        },
      ],
    },
    status: {
      phase,
      podIP: address,
      podIPs: [{ ip: address }],
      hostIP: '172.16.0.1',
      conditions: ['Ready', 'Initialized', 'ContainersReady', 'PodScheduled'].map((type) => ({
        type,
        status: 'True',
        lastTransitionTime: '2026-01-01T00:00:00Z',
      })),
    },
  };
}

function policy(index: number): object {
  return {
    metadata: {
      name: `policy-${index}`,
      namespace: `app-${String(index % 20).padStart(2, '0')}`,
      uid: `policy-${index}`,
      resourceVersion: String(index + 1),
    },
    spec: {
      podSelector: { matchLabels: { app: `svc-${index % 100}` } },
      policyTypes: ['Ingress'],
      ingress: [
        {
          from: [{ podSelector: { matchLabels: { team: `team-${index % 7}` } } }],
          ports: [{ protocol: 'TCP', port: 8080 }],
        },
      ],
    },
  };
}

function serve(): void {
  const pages = (kind: string, items: readonly object[]) =>
    Array.from({ length: Math.max(1, Math.ceil(items.length / PAGE)) }, (_, page) => {
      const next = (page + 1) * PAGE;
      const list = {
        kind,
        apiVersion: 'v1',
        metadata: { resourceVersion: '20000', ...(next < items.length && { continue: String(page + 1) }) },
        items: items.slice(page * PAGE, next),
      };
      return gzipSync(JSON.stringify(list));
    });
  const items = Array.from({ length: PODS }, (_, index) => pod(index));
  const prepared: Readonly<Record<string, readonly Buffer[]>> = {
    [POD_PATH]: pages('PodList', items),
    '/apis/networking.k8s.io/v1/networkpolicies': pages(
      'NetworkPolicyList',
      Array.from({ length: POLICIES }, (_, index) => policy(index)),
    ),
  };
  const nothing = pages('NothingList', []);
  const verbs = ['list', 'watch'];
  const group = (name: string, resources: readonly string[]) => ({
    metadata: { name },
    versions: [{ version: 'v1', resources: resources.map((resource) => ({ resource, verbs })) }],
  });
  const discovery = (...groups: readonly object[]) =>
    gzipSync(JSON.stringify({ kind: 'APIGroupDiscoveryList', items: groups }));
  const apis: Readonly<Record<string, Buffer>> = {
    '/api': discovery(group('', ['pods', 'namespaces', 'services', 'serviceaccounts', 'nodes'])),
    '/apis': discovery(group('networking.k8s.io', ['networkpolicies']), group('discovery.k8s.io', ['endpointslices'])),
    '/version': gzipSync('{"gitVersion":"v1.37.2"}'),
  };
  const watches = new Set<ServerResponse>();
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://bench');
    if (searchParams.has('watch')) {
      response.writeHead(200, { 'Content-Type': 'application/json' }).flushHeaders();
      if (pathname === POD_PATH) watches.add(response.on('close', () => watches.delete(response)));
      return;
    }
    const body = apis[pathname] ?? (prepared[pathname] ?? nothing)[Number(searchParams.get('continue') ?? '0')];
    response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' }).end(body);
  });
  let version = 30_000;
  process.on('message', (index: number) => {
    const object = pod(index, `Changed-${version}`) as { metadata: object };
    const changed = { ...object, metadata: { ...object.metadata, resourceVersion: String((version += 1)) } };
    for (const watch of watches) watch.write(`${JSON.stringify({ type: 'MODIFIED', object: changed })}\n`);
  });
  server.listen(0, '127.0.0.1', () =>
    process.send?.([(server.address() as AddressInfo).port, JSON.stringify(items[0]).length]),
  );
}

/** The figures of a cluster's first policy, in milliseconds. */
interface FirstPolicy {
  readonly compiled: number;
  /** The longest slice. */
  readonly slice: number;
  readonly tree: number;
  readonly rows: number;
}

/** Compiles the policy in slices and shows it in the tree. */
async function firstPolicy(data: KubernetesData): Promise<FirstPolicy> {
  let slice = 0;
  let isOver = false;
  let before = performance.now();
  const measure = () => {
    const now = performance.now();
    slice = Math.max(slice, now - before);
    before = now;
    if (!isOver) setImmediate(measure);
  };
  setImmediate(measure);
  const began = performance.now();
  const policy = await inSlices(policyDataOf(data));
  if (!policy) throw new Error('nothing was aborted');
  await compileInSlices(policy);
  const compiled = performance.now() - began;
  isOver = true;
  const { first, rest } = firstTree(policy);
  return { compiled, slice, tree: first, rows: rest };
}

function snapshotOf(policy: PolicyData): Snapshot {
  return {
    isKubernetes: true,
    policy: { state: 'ready', data: policy },
    marathon: { state: 'absent' },
    networks: { state: 'absent' },
    observation: { state: 'none' },
  };
}

/** Times the preview of a policy whose port is being edited. */
async function keystrokes(data: KubernetesData): Promise<readonly number[]> {
  const policy = await inSlices(policyDataOf(data));
  const edited = policy?.resources?.stored.find(({ id }) => id.name === 'policy-0');
  if (!policy || edited?.read.state !== 'decoded' || edited.read.object.kind !== 'NetworkPolicy')
    throw new Error('the policy is missing');
  await compileInSlices(policy);
  const { id } = edited;
  const { object } = edited.read;
  const snapshot = snapshotOf(policy);
  const preview = (port: number) => {
    const ingress = object.spec?.ingress?.map((rule) => ({ ...rule, ports: [{ protocol: 'TCP', port }] }));
    const spec = { ...object.spec, ingress };
    return spent(() => effectOf([], snapshot, [], [], [{ id, object: { ...object, spec } as PolicyObject }]));
  };
  const runs = Array.from({ length: 2 * CHANGES }, (_, index) => preview(9_000 + index));
  if (runs.some(([, effect]) => effect?.opened.length === 0)) throw new Error('nothing opens');
  return runs.slice(CHANGES).map(([took]) => took);
}

/** Times the rows that a person sees first: those of the tree at its initial expansion, and all namespaces. */
function firstTree(policy: PolicyData): { readonly first: number; readonly rest: number } {
  const snapshot = snapshotOf(policy);
  const show = (node?: TreeNode) => {
    const children = childrenOf(node, snapshot);
    for (const child of children) rowOf(child, snapshot);
    return children;
  };
  const began = performance.now();
  show();
  const first = performance.now() - began;
  const tiers = show({ kind: 'policies' });
  const shown = tiers.flatMap((tier) => show(tier));
  show({ kind: 'namespaces' });
  if (shown.length !== POLICIES) throw new Error('policies are missing');
  return { first, rest: performance.now() - began - first };
}

async function run(): Promise<void> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const server = fork(fileURLToPath(import.meta.url), ['serve'], { execArgv: [] });
  const [[port, bytes]] = (await once(server, 'message')) as [[number, number]];
  const context = {
    name: 'bench',
    file: '',
    cluster: { name: 'bench', server: `http://127.0.0.1:${port}`, isUnchecked: false },
    user: { name: 'bench' },
  };
  const [connected, blocked, peaks, kept, changes]: number[][] = [[], [], [], [], []];
  const policies: FirstPolicy[] = [];
  let previews: readonly number[] = [];
  collect();
  const before = process.memoryUsage().heapUsed;
  for (let round = 0; round <= RUNS; round += 1) {
    const source = new KubernetesSource(new KubernetesApi(context, { mayRun: () => ({ allowed: true }) }));
    const end = new AbortController();
    let tell: (data: KubernetesData) => void = () => undefined;
    const delivered = () => new Promise<KubernetesData>((resolve) => (tell = resolve));
    const delay = monitorEventLoopDelay({ resolution: 1 });
    let peak = 0;
    const sampling = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 10);
    const first = delivered();
    delay.enable();
    const began = performance.now();
    const following = source.follow((data) => tell(data), end.signal);
    const data = await first;
    const took = performance.now() - began;
    delay.disable();
    clearInterval(sampling);
    if (data.objects.get('pods')?.length !== PODS) throw new Error('pods are missing');
    collect();
    const after = process.memoryUsage().heapUsed;
    if (round > 0) {
      connected?.push(took);
      blocked?.push(delay.max / 1e6);
      peaks?.push(peak / 1024 / 1024);
      kept?.push((after - before) / 1024 / 1024);
      policies.push(await firstPolicy(data));
    }
    if (round === RUNS) {
      previews = await keystrokes(data);
      await new Promise((resolve) => setTimeout(resolve, 200));
      for (let index = 0; index < CHANGES; index += 1) {
        const changed = delivered();
        const sent = performance.now();
        server.send(index);
        await changed;
        changes?.push(performance.now() - sent);
      }
    }
    end.abort();
    await following;
  }
  server.kill();
  print(`Kubernetes: ${PODS} pods of ${(bytes / 1000).toFixed(1)} kB, ${POLICIES} policies`, [
    { name: 'all objects', values: connected ?? [], bar: 2_000 },
    { name: 'then the policy is compiled', values: policies.map(({ compiled }) => compiled) },
    { name: 'its longest slice', values: policies.map(({ slice }) => slice), bar: 16 },
    { name: 'then the top of the tree', values: policies.map(({ tree }) => tree) },
    { name: 'then its rows of policies and namespaces', values: policies.map(({ rows }) => rows) },
    { name: 'blocked at a time by the objects, at most', values: blocked ?? [], bar: 16 },
    { name: 'memory of the process, MB', values: peaks ?? [], bar: 200 },
    { name: 'memory of the objects, MB', values: kept ?? [] },
    { name: 'keystroke in a policy: its preview, of processor time', values: previews, bar: 16 },
    { name: 'change of a pod', values: changes ?? [], bar: 200 },
  ]);
}
