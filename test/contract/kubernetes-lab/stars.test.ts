import assert from 'node:assert/strict';
import { startKubernetes, type KubernetesLab } from '../../../src/lab/kubernetes/kubernetes';
import { applyManifest } from '../../fixtures/apply-manifest';
import { isRecord } from '../../../src/base/json';
import { eventually } from '../lab/lab-http';

/** Who reaches whom by the collector, for example `F→B`; the collector itself is `UI`. Loops are left out. */
type Connections = readonly string[];

const STATUS_URLS = {
  B: 'http://backend.stars:6379/status',
  C: 'http://client.client:9000/status',
  F: 'http://frontend.stars:80/status',
};

describe('the Stars demo on the embedded Kubernetes cluster', function () {
  this.timeout(60_000);
  let lab: KubernetesLab;

  before(async () => {
    lab = await startKubernetes({ pollSeconds: 0.05, connectTimeoutMs: 150 });
  });

  after(() => lab.close());

  const apply = (file: string): Promise<void> => applyManifest(file, lab);

  const connections = async (): Promise<Connections> => {
    const response = await fetch(
      `${lab.url}/api/v1/namespaces/management-ui/services/management-ui:9001/proxy/responses`,
      { headers: { Authorization: `Bearer ${lab.key}` } },
    );
    assert.equal(response.status, 200, await response.clone().text());
    const { responses } = (await response.json()) as { readonly responses: Readonly<Record<string, unknown>> };
    return Object.entries(responses).flatMap(([id, collected]) =>
      collected === null ? [] : [`UI→${id}`, ...reached(id, collected)],
    );
  };

  const shows = (expected: Connections) =>
    eventually(async () => assert.deepEqual((await connections()).toSorted(), expected.toSorted()));

  it('starts with everyone reaching everyone', async () => {
    await apply('stars.yaml');
    await shows(['UI→B', 'UI→C', 'UI→F', 'B→C', 'B→F', 'F→B', 'F→C', 'C→B', 'C→F']);
  });

  it('is dark after step 1', async () => {
    await apply('1-default-deny.yaml');
    await shows([]);
  });

  it('shows the stars alone after step 2', async () => {
    await apply('2-allow-ui.yaml');
    await shows(['UI→B', 'UI→C', 'UI→F']);
  });

  it('connects the front end to the back end in step 3', async () => {
    await apply('3-backend-policy.yaml');
    await shows(['UI→B', 'UI→C', 'UI→F', 'F→B']);
  });

  it('connects the client to the front end in step 4', async () => {
    await apply('4-frontend-policy.yaml');
    await shows(['UI→B', 'UI→C', 'UI→F', 'F→B', 'C→F']);
  });

  it('obeys a policy of Calico that comes before', async () => {
    const body = {
      apiVersion: 'projectcalico.org/v3',
      kind: 'NetworkPolicy',
      metadata: { name: 'closed' },
      spec: { order: 1, selector: "role == 'frontend'", ingress: [{ action: 'Deny' }] },
    };
    const response = await fetch(`${lab.url}/apis/projectcalico.org/v3/namespaces/stars/networkpolicies`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${lab.key}`, 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    assert.equal(response.status, 201, await response.text());
    await shows(['UI→B', 'UI→C']);
  });

  it('makes no more pods than there are addresses for', async () => {
    const scale = await fetch(`${lab.url}/apis/apps/v1/namespaces/client/deployments/client/scale`, {
      method: 'PATCH',
      headers: { Authorization: `Bearer ${lab.key}`, 'Content-Type': 'application/merge-patch+json' },
      body: JSON.stringify({ spec: { replicas: 1_000_000 } }),
    });
    assert.equal(scale.status, 200, await scale.text());
    await eventually(async () => {
      const pods = await fetch(`${lab.url}/api/v1/namespaces/client/pods`, {
        headers: { Authorization: `Bearer ${lab.key}` },
      });
      assert.equal(((await pods.json()) as { readonly items: readonly unknown[] }).items.length, 240);
    });
  });

  it('removes everything with the namespaces', async () => {
    const headers = { Authorization: `Bearer ${lab.key}` };
    for (const name of ['stars', 'client', 'management-ui'])
      await fetch(`${lab.url}/api/v1/namespaces/${name}`, { method: 'DELETE', headers });
    await eventually(async () => {
      const list = await fetch(`${lab.url}/api/v1/pods`, { headers });
      assert.deepEqual(((await list.json()) as { readonly items: unknown }).items, []);
      assert.equal((await fetch(`${lab.url}/api/v1/namespaces/stars`, { headers })).status, 404);
    });
  });
});

/** The other stars that one of them reaches. */
function reached(id: string, collected: unknown): string[] {
  const { json } = collected as { readonly json: { readonly status: { readonly targets: readonly unknown[] } } };
  return json.status.targets.flatMap((target) => {
    const found = Object.entries(STATUS_URLS).find(([, url]) => isRecord(target) && target['url'] === url)?.[0];
    const isReachable = isRecord(target) && target['reachable'] === true;
    return isReachable && found !== undefined && found !== id ? [`${id}→${found}`] : [];
  });
}
