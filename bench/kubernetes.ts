// `npm run bench kubernetes`: from nothing to all objects of a cluster of 10,000 pods and its first tree, previews, and
// changes of pods. Each run is a new process, whose code is not optimized yet, and the server is another one that answers
// at once.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import { KubernetesApi, KubernetesSource, type KubernetesData } from '../src/cluster/kubernetes';
import { prepared } from '../src/cluster/kubernetes/compiled-source';
import { policyDataOf } from '../src/cluster/kubernetes/policy-data';
import { finished, inSlices } from '../src/base/time-slices';
import { compileInSlices } from '../src/cluster/analysis/compiled';
import { effectInTurn, type Effect } from '../src/cluster/analysis/policy-impact';
import type { PolicyObject } from '../src/policy/resources';
import type { PolicyData, Snapshot } from '../src/cluster/model/snapshot';
import type { TreeNode } from '../src/app/tree-nodes';
import { ShownRows } from '../src/features/tree/shown-rows';
import { print, spent, Turns, type Figure } from './measure';

const PODS = 10_000;
const POLICIES = 1_000;
const PAGE = 500;
const RUNS = 5;
const CHANGES = 50;

const POD_PATH = '/api/v1/pods';

const [, , role, address] = process.argv;
if (role === 'serve') serve();
else if (role === 'run') await run(address ?? '');
else await compareRuns();

interface NamedObject {
  readonly metadata: { readonly namespace: string; readonly name: string; readonly [field: string]: unknown };
  readonly [field: string]: unknown;
}

/** A pod of about 5.5 kB, nearly half of which is about the managers of its fields, as a real server returns it. */
function pod(index: number, phase = 'Running'): NamedObject {
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

function policy(index: number): NamedObject {
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

/** Sorts objects by their keys in etcd, as a server lists them. */
function inServerOrder(objects: readonly NamedObject[]): readonly NamedObject[] {
  const keyOf = ({ metadata: { namespace, name } }: NamedObject) => `${namespace}/${name}`;
  return objects.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
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
  const items = inServerOrder(Array.from({ length: PODS }, (_, index) => pod(index)));
  const prepared: Readonly<Record<string, readonly Buffer[]>> = {
    [POD_PATH]: pages('PodList', items),
    '/apis/networking.k8s.io/v1/networkpolicies': pages(
      'NetworkPolicyList',
      inServerOrder(Array.from({ length: POLICIES }, (_, index) => policy(index))),
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
    const object = pod(index, `Changed-${version}`);
    const changed = { ...object, metadata: { ...object.metadata, resourceVersion: String((version += 1)) } };
    for (const watch of watches) watch.write(`${JSON.stringify({ type: 'MODIFIED', object: changed })}\n`);
  });
  server.listen(0, '127.0.0.1', () =>
    process.send?.([(server.address() as AddressInfo).port, JSON.stringify(items[0]).length]),
  );
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

/** Shows the rows that a person sees first: those of the tree at its initial expansion, and all namespaces. */
async function showTree(rows: ShownRows, policy: PolicyData): Promise<void> {
  const snapshot = snapshotOf(policy);
  const show = async (node?: TreeNode) => {
    const children = (await inSlices(rows.children(node, snapshot))) ?? [];
    for (const child of children) rows.row(child);
    return children;
  };
  const kindsOf = (nodes: readonly TreeNode[]) => nodes.map(({ kind }) => kind).join();
  if (kindsOf(await show()) !== 'policies,namespaces') throw new Error('the top is another one');
  const [tier, ...others] = await show({ kind: 'policies' });
  if (!tier || others.length > 0) throw new Error('there is another tier');
  if ((await show(tier)).length !== POLICIES) throw new Error('policies are missing');
  await show({ kind: 'namespaces' });
}

/** Returns the calculation of the preview of a policy whose port is being edited. */
function previews(policy: PolicyData): (port: number) => Generator<undefined, Effect | undefined> {
  const edited = policy.resources?.stored.find(({ id }) => id.name === 'policy-0');
  if (edited?.read.state !== 'decoded' || edited.read.object.kind !== 'NetworkPolicy')
    throw new Error('the policy is missing');
  const { id } = edited;
  const { object } = edited.read;
  const snapshot = snapshotOf(policy);
  return (port) => {
    const ingress = object.spec?.ingress?.map((rule) => ({ ...rule, ports: [{ protocol: 'TCP', port }] }));
    const spec = { ...object.spec, ingress };
    return effectInTurn([], snapshot, [], [], [{ id, object: { ...object, spec } as PolicyObject }]);
  };
}

/** Measures everything once, and tells the parent. */
async function run(server: string): Promise<void> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const context = {
    name: 'bench',
    file: '',
    cluster: { name: 'bench', server, isUnchecked: false },
    user: { name: 'bench' },
  };
  const figures: Figure[] = [];
  const turns = new Turns();
  const step = async <T>(name: string, work: () => T | Promise<T>, bar?: number): Promise<T> => {
    turns.start();
    const began = performance.now();
    const result = await work();
    figures.push({ name, values: [performance.now() - began], ...(bar !== undefined && { bar }) });
    const { longest, collecting } = await turns.stop();
    figures.push({ name: `${name}: blocked at a time, at most`, values: [longest], bar: 16 });
    figures.push({ name: `${name}: of that, collecting garbage`, values: [collecting] });
    return result;
  };
  let peak = 0;
  const sampling = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 10);
  // What axios makes Node.js load goes on for a while. An extension host has it loaded already.
  await new Promise((resolve) => setTimeout(resolve, 200));
  const before = process.memoryUsage().heapUsed;
  const source = new KubernetesSource(new KubernetesApi(context, { mayRun: () => ({ allowed: true }) }));
  const end = new AbortController();
  let tell: (data: KubernetesData) => void = () => undefined;
  const delivered = () => new Promise<KubernetesData>((resolve) => (tell = resolve));
  let following: Promise<void> | undefined;
  const follow = () => {
    const first = delivered();
    following = source.follow((state) => tell(state), end.signal);
    return first;
  };
  const data = await step('all objects', follow, 2_000);
  if (data.objects.get('pods')?.length !== PODS) throw new Error('pods are missing');
  const policy = await step('then the policy', () => compiled(data));
  const rows = new ShownRows({ of: () => [], ofObject: () => [] });
  await step('then the tree', () => showTree(rows, policy));
  figures.push({ name: 'memory of the process, MB', values: [peak / 1024 / 1024], bar: 200 });
  const preview = previews(policy);
  await step('first preview', () => inSlices(preview(9_000)));
  await step('next preview', () => inSlices(preview(9_001)));
  const keystrokes: (readonly [took: number, effect: Effect | undefined])[] = [];
  for (let index = 0; index < 2 * CHANGES; index += 1) {
    // What is weakly known is kept until the next turn.
    await new Promise((resolve) => setImmediate(resolve));
    keystrokes.push(spent(() => finished(preview(9_002 + index))));
  }
  if (keystrokes.some(([, effect]) => effect?.opened.length === 0)) throw new Error('nothing opens');
  const took = keystrokes.slice(CHANGES).map(([time]) => time);
  figures.push({ name: 'keystroke in a policy: its preview, of processor time', values: took, bar: 16 });
  clearInterval(sampling);
  figures.push({ name: `memory of the process after ${2 * CHANGES} keystrokes, MB`, values: [peak / 1024 / 1024] });
  collect();
  const kept = process.memoryUsage().heapUsed - before;
  figures.push({ name: 'of that, what is kept, MB', values: [kept / 1024 / 1024] });
  const values = await changes(async (next) => rows.changes(snapshotOf(await compiled(await next))), delivered);
  figures.push({ name: 'change of a pod, up to the rows', values, bar: 200 });
  end.abort();
  await following;
  process.send?.(figures);
  process.disconnect();
}

async function compiled(data: KubernetesData): Promise<PolicyData> {
  const policy = await inSlices(policyDataOf(data));
  if (!policy) throw new Error('nothing was aborted');
  await compileInSlices(policy);
  await inSlices(prepared(policy));
  return policy;
}

/** Lets pods change, one after another, and returns how long it took to show each. */
async function changes(
  show: (next: Promise<KubernetesData>) => Promise<unknown>,
  delivered: () => Promise<KubernetesData>,
): Promise<readonly number[]> {
  await new Promise((resolve) => setTimeout(resolve, 200));
  const times: number[] = [];
  for (let index = 0; index < CHANGES; index += 1) {
    const next = delivered();
    const sent = performance.now();
    process.send?.(index);
    await show(next);
    times.push(performance.now() - sent);
  }
  return times;
}

/** Runs several times, and prints the figures of all. */
async function compareRuns(): Promise<void> {
  const start = (...args: string[]) => fork(fileURLToPath(import.meta.url), args, { execArgv: [] });
  const server = start('serve');
  const [[port, bytes]] = (await once(server, 'message')) as [[number, number]];
  const runs: (readonly Figure[])[] = [];
  for (let round = 0; round < RUNS; round += 1) {
    const child = start('run', `http://127.0.0.1:${port}`);
    child.on('message', (told: number | readonly Figure[]) => {
      // The number of a pod that is to change.
      if (typeof told === 'number') server.send(told);
      else runs.push(told);
    });
    const [code] = (await once(child, 'exit')) as [number];
    if (code !== 0) throw new Error('a run failed');
  }
  server.kill();
  const title = `Kubernetes: ${PODS} pods of ${(bytes / 1000).toFixed(1)} kB, ${POLICIES} policies`;
  const all = (runs[0] ?? []).map((figure, place) => ({
    ...figure,
    values: runs.flatMap((figures) => figures[place]?.values ?? []),
  }));
  print(title, all);
}
