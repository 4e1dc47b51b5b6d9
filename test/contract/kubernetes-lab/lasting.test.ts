import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startKubernetes, type KubernetesLab } from '../../../src/lab/kubernetes/kubernetes';
import { applyManifest } from '../../fixtures/apply-manifest';
import { eventually } from '../lab/lab-http';

const MANIFEST = path.join(import.meta.dirname, '../../../media/stars/kubernetes/stars.yaml');

describe('the embedded Kubernetes cluster lasts', function () {
  this.timeout(60_000);
  let folder: string;
  let manifest: string;
  const labs: KubernetesLab[] = [];
  const messages: string[] = [];

  before(async () => {
    manifest = await readFile(MANIFEST, 'utf8');
    folder = await mkdtemp(path.join(tmpdir(), 'calico-stars-kubernetes-'));
  });

  afterEach(async () => {
    for (const lab of labs.splice(0)) await lab.close();
  });

  after(() => rm(folder, { recursive: true }));

  const start = async (name: string): Promise<KubernetesLab> => {
    const lab = await startKubernetes({
      manifest,
      stateFile: path.join(folder, name),
      pollSeconds: 0.05,
      connectTimeoutMs: 150,
      log: (message) => messages.push(message),
    });
    labs.push(lab);
    return lab;
  };

  const list = async ({ url, key }: KubernetesLab, resource: string): Promise<readonly Item[]> => {
    const response = await fetch(`${url}${resource}`, { headers: { Authorization: `Bearer ${key}` } });
    return ((await response.json()) as { readonly items: readonly Item[] }).items;
  };

  const running = (lab: KubernetesLab): Promise<readonly Item[]> =>
    eventually(async () => {
      const pods = await list(lab, '/api/v1/pods');
      assert.equal(pods.filter(({ status }) => status?.phase === 'Running').length, 4);
      return pods;
    });

  it('from one start to the next, and its pods run again', async () => {
    const first = await start('kept');
    await running(first);
    await applyManifest('1-default-deny.yaml', first);
    const before = await list(first, '/apis/networking.k8s.io/v1/networkpolicies');
    await first.close();
    const second = await start('kept');
    const pods = await running(second);
    assert.deepEqual(await list(second, '/apis/networking.k8s.io/v1/networkpolicies'), before);
    assert.equal(new Set(pods.map(({ status }) => status?.podIP)).size, 4);
    const proxied = `${second.url}/api/v1/namespaces/management-ui/services/management-ui:9001/proxy/responses`;
    await eventually(async () => {
      const response = await fetch(proxied, { headers: { Authorization: `Bearer ${second.key}` } });
      assert.deepEqual(await response.json(), { responses: { B: null, C: null, F: null } });
    });
    const last = Math.max(...before.map(({ metadata }) => Number(metadata.resourceVersion)));
    await applyManifest('2-allow-ui.yaml', second);
    const after = await list(second, '/apis/networking.k8s.io/v1/networkpolicies');
    const added = after.filter(({ metadata }) => before.every((policy) => policy.metadata.uid !== metadata.uid));
    assert.ok(added.length > 0);
    for (const { metadata } of added) assert.ok(Number(metadata.resourceVersion) > last, 'Revisions go on.');
  });

  it('until it is reset, which those who watch see', async () => {
    const lab = await start('reset');
    await running(lab);
    await applyManifest('1-default-deny.yaml', lab);
    const old = (await list(lab, '/api/v1/pods')).map(({ metadata }) => metadata.uid);
    const end = new AbortController();
    const watch = await fetch(`${lab.url}/apis/networking.k8s.io/v1/networkpolicies?watch=1`, {
      headers: { Authorization: `Bearer ${lab.key}` },
      signal: end.signal,
    });
    const seen = watch.text().catch(() => undefined);
    assert.equal((await fetch(`${lab.control}/reset`, { method: 'POST' })).status, 403);
    const reset = await fetch(`${lab.control}/reset`, { method: 'POST', headers: { 'X-Calico-Stars-Key': lab.key } });
    assert.equal(reset.status, 200);
    assert.deepEqual(await list(lab, '/apis/networking.k8s.io/v1/networkpolicies'), []);
    const pods = await running(lab);
    assert.ok(pods.every(({ metadata }) => !old.includes(metadata.uid)));
    lab.endWatches();
    assert.equal(((await seen) ?? '').match(/"type":"DELETED"/g)?.length, 2);
  });

  it('and sets a damaged state aside', async () => {
    await writeFile(path.join(folder, 'damaged'), '{"format":1,"revision":7,"objects":[{"resource":"pods"}]}');
    const lab = await start('damaged');
    await running(lab);
    assert.match(messages.join('\n'), /set aside as .*damaged\.damaged-\d+/);
    assert.equal((await readdir(folder)).filter((name) => name.startsWith('damaged.damaged-')).length, 1);
  });

  it('refuses to start with a manifest that it can’t make', async () => {
    await assert.rejects(
      startKubernetes({ manifest: 'apiVersion: v1\nkind: Nothing\n' }),
      /unknown kind Nothing of v1/,
    );
  });
});

interface Item {
  readonly metadata: { readonly uid: string; readonly resourceVersion: string };
  readonly status?: { readonly phase?: string; readonly podIP?: string };
}
