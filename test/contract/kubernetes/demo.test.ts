import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { KubernetesDefinition } from '../../../src/cluster/connection/definition';
import { isClusterError } from '../../../src/cluster/connection/errors';
import { openCluster } from '../../../src/cluster/connection/open';
import type { OpenCluster } from '../../../src/cluster/connection/opened';
import { ClusterStore } from '../../../src/cluster/connection/store';
import { resourceObject } from '../../../src/cluster/etcd/change';
import { probedConnections } from '../../../src/cluster/model/probed-connections';
import type { Snapshot } from '../../../src/cluster/model/snapshot';
import { kubernetesDemoProgress } from '../../../src/features/demo';
import { idOf, KUBERNETES_STEPS, type KubernetesStep } from '../../../src/features/demo/kubernetes-steps';
import type { Graph, GraphState } from '../../../src/features/graph/protocol/state';
import { MeasurementHistory } from '../../../src/features/graph/state/facts/measurement-history';
import { graphState } from '../../../src/features/graph/state/model';
import { measuredPairs } from '../../../src/features/matrix/measured';
import { writeKubeconfig } from '../../../src/lab/kubernetes/kubeconfig';
import { startKubernetes, type KubernetesLab } from '../../../src/lab/kubernetes/kubernetes';
import { newResource } from '../../../src/policy/documents';

const MANIFEST = path.join(import.meta.dirname, '../../../media/stars/kubernetes/stars.yaml');
const ALL = ['B→C', 'B→F', 'C→B', 'C→F', 'F→B', 'F→C'];
const FETCHED = ['★→B', '★→C', '★→F'];

describe('the demo on Kubernetes, seen by the client', function () {
  this.timeout(60_000);
  let lab: KubernetesLab;
  let cluster: OpenCluster;
  let store: ClusterStore;
  const lines: string[] = [];
  const definition = (): KubernetesDefinition => ({ name: 'demo', identity: 'demo', context: 'demo', server: lab.url });
  const open = (token: string) =>
    openCluster(definition(), { kubernetes: { token } }, (line) => lines.push(line), AbortSignal.timeout(30_000));
  const storeOf = ({ sources }: OpenCluster) =>
    new ClusterStore(sources, { pollInterval: () => 50, log: (line) => lines.push(line) });
  const stateOf = (snapshot: Snapshot): GraphState =>
    graphState({ state: 'connected', name: 'demo', snapshot, policySince: 0 });
  const graphOf = (snapshot: Snapshot): Graph | undefined => {
    const state = stateOf(snapshot);
    return state.kind === 'graph' ? state : undefined;
  };
  const lit = ({ edges }: Graph) =>
    edges.flatMap(({ from, to, kind, state }) =>
      (kind === 'probe' || kind === 'fetch') && state === 'reachable' ? [`${from}→${to}`] : [],
    );
  const seen = (condition: (snapshot: Snapshot, graph: Graph) => boolean) =>
    store.when((snapshot) => {
      const graph = graphOf(snapshot);
      return graph !== undefined && condition(snapshot, graph);
    }, AbortSignal.timeout(30_000));
  const isLit = (graph: Graph, edges: readonly string[]) => lit(graph).sort().join() === [...edges].sort().join();
  const shows = (edges: readonly string[]) => seen((_, graph) => isLit(graph, edges));
  const run = async (step: KubernetesStep) => {
    for (const { spec, ...policy } of KUBERNETES_STEPS[step]) {
      const id = idOf(policy);
      await cluster.objects.replace(resourceObject(id), undefined, newResource(id, spec, {}).json);
    }
  };

  before(async () => {
    lab = await startKubernetes({
      manifest: await readFile(MANIFEST, 'utf8'),
      pollSeconds: 0.05,
      connectTimeoutMs: 150,
      users: [{ name: 'viewer', groups: ['viewers'], token: 'viewer-token' }],
    });
    cluster = await open(lab.key);
    store = storeOf(cluster);
    store.watchObservation();
  });

  after(async () => {
    store.dispose();
    cluster.close();
    await lab.close();
  });

  it('has each star once, with its pods', async () => {
    const snapshot = await shows([...ALL, ...FETCHED]);
    const graph = graphOf(snapshot) ?? assert.fail();
    assert.deepEqual(graph.content, { shown: 'measured', isChoosable: true });
    assert.deepEqual(
      graph.nodes.map(({ id, kind, name, namespace }) => [id, kind, name, namespace]),
      [
        ['B', 'probe', 'backend', 'stars'],
        ['C', 'probe', 'client', 'client'],
        ['F', 'probe', 'frontend', 'stars'],
        ['★', 'collector', 'management-ui', 'management-ui'],
      ],
    );
    assert.deepEqual(new Set(graph.edges.map(({ judgement }) => judgement?.expected)), new Set(['allowed']));
    assert.equal(probedConnections(snapshot)?.length, 9);
    assert.deepEqual(
      measuredPairs(snapshot, 6379, undefined)
        .map(({ from, state }) => [from.split('/')[0], state])
        .sort(),
      [
        ['client', 'reachable'],
        ['management-ui', 'reachable'],
        ['stars', 'reachable'],
      ],
    );
    const both = graphState(
      { state: 'connected', name: 'demo', snapshot, policySince: 0 },
      { content: 'both', measurementHistory: new MeasurementHistory() },
    );
    assert.equal(both.kind === 'graph' && both.nodes.filter(({ kind }) => kind === 'workload').length, 0);
  });

  const STEPS: readonly (readonly [
    KubernetesStep,
    readonly string[],
    keyof ReturnType<typeof kubernetesDemoProgress>,
  ])[] = [
    ['default-deny', [], 'denied'],
    ['allow-ui', FETCHED, 'uiAllowed'],
    ['backend-policy', [...FETCHED, 'F→B'], 'backendAllowed'],
    ['frontend-policy', [...FETCHED, 'F→B', 'C→F'], 'frontendAllowed'],
  ];
  for (const [index, [step, edges, done]] of STEPS.entries()) {
    it(`shows the effect of ${step}, and that it is done`, async () => {
      await run(step);
      // The collector may see the effect before the policy is read.
      const snapshot = await seen((now, graph) => isLit(graph, edges) && kubernetesDemoProgress(now)[done]);
      const completed = Object.entries(kubernetesDemoProgress(snapshot)).filter(([, is]) => is === true);
      assert.deepEqual(
        completed.map(([name]) => name),
        ['launched', ...STEPS.slice(0, index + 1).map(([, , name]) => name)],
        done,
      );
      if (step !== 'default-deny') return;
      const { banner } = graphOf(snapshot) ?? assert.fail();
      assert.match(banner?.detail ?? '', /drops what the collector sends, in tier default/);
    });
  }

  it('shows what policy allows to those who may not reach the collector, and says why', async () => {
    const grant = async (where: string, body: object) => {
      const answer = await fetch(`${lab.url}/apis/rbac.authorization.k8s.io/v1/${where}`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${lab.key}`, 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
      });
      assert.equal(answer.status, 201, await answer.text());
    };
    const rules = [{ apiGroups: ['*'], resources: ['*'], verbs: ['list', 'watch'] }];
    await grant('clusterroles', { metadata: { name: 'reader' }, rules });
    await grant('clusterrolebindings', {
      metadata: { name: 'reader' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'reader' },
      subjects: [{ kind: 'Group', name: 'viewers', apiGroup: 'rbac.authorization.k8s.io' }],
    });
    const other = await open('viewer-token');
    const theirs = storeOf(other);
    theirs.watchObservation();
    try {
      const snapshot = await theirs.when(
        ({ observation }) => observation.state === 'unreachable',
        AbortSignal.timeout(30_000),
      );
      const graph = graphOf(snapshot) ?? assert.fail();
      assert.deepEqual(graph.content, { shown: 'allowed', isChoosable: false });
      assert.match(graph.banner?.detail ?? '', /"viewer" cannot get resource "services\/proxy"/);
    } finally {
      theirs.dispose();
      other.close();
    }
  });

  it('shows what policy allows without a collector', async () => {
    await fetch(`${lab.url}/api/v1/namespaces/management-ui`, {
      method: 'DELETE',
      headers: { Authorization: `Bearer ${lab.key}` },
    });
    const snapshot = await seen(({ observation }, graph) => observation.state === 'none' && graph.nodes.length > 0);
    assert.deepEqual(graphOf(snapshot)?.content, { shown: 'allowed', isChoosable: false });
    assert.equal(graphOf(snapshot)?.banner, undefined);
  });

  it('tells its key to nobody', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'calico-stars-demo-'));
    const kubeconfig = path.join(folder, 'config');
    await writeKubeconfig(kubeconfig, lab);
    await lab.close();
    const byFile = { name: 'lab', context: 'calico-stars-lab', kubeconfig };
    const failures = await Promise.all(
      [open(lab.key), openCluster(byFile, {}, () => undefined, AbortSignal.timeout(30_000))].map((opened) =>
        opened.then(
          () => assert.fail('it is closed'),
          (error: unknown) =>
            isClusterError(error) ? [error.message, error.advice, error.detail].join(' ') : String(error),
        ),
      ),
    );
    await rm(folder, { recursive: true });
    for (const text of failures) assert.match(text, /Kubernetes at http:\/\/127\.0\.0\.1:\d+ /);
    assert.doesNotMatch([...failures, ...lines].join('\n'), new RegExp(lab.key));
  });
});
