import assert from 'node:assert/strict';
import { startKubernetes, type KubernetesLab } from '../../../src/lab/kubernetes/kubernetes';

describe('the embedded Kubernetes cluster guards its API', () => {
  let lab: KubernetesLab;

  before(async () => {
    lab = await startKubernetes({ users: [{ name: 'nobody', groups: [], token: 'nobody-token' }] });
  });

  after(() => lab.close());

  const statusOf = async (path: string, headers: Readonly<Record<string, string>> = {}) =>
    (await fetch(`${lab.url}${path}`, { headers })).status;

  it('lets the key through, as a token and in the path', async () => {
    assert.equal(await statusOf('/api/v1/nodes', { Authorization: `Bearer ${lab.key}` }), 200);
    assert.equal(await statusOf(`/key/${lab.key}/api/v1/nodes`), 200);
    assert.equal(await statusOf('/key/wrong/api/v1/nodes'), 403);
  });

  it('refuses what a web page could send', async () => {
    const response = await fetch(`${lab.url}/version`, { headers: { 'Sec-Fetch-Site': 'cross-site' } });
    assert.equal(response.status, 403);
    assert.match(await response.text(), /pages of other sites/);
  });

  it('knows users by their tokens, and strangers as anonymous', async () => {
    assert.equal(await statusOf('/api/v1/nodes', { Authorization: 'Bearer nobody-token' }), 403);
    assert.equal(await statusOf('/api/v1/nodes', { Authorization: 'Bearer wrong' }), 401);
    assert.equal(await statusOf('/version'), 200);
  });

  it('ends open watches on command', async () => {
    const headers = { Authorization: `Bearer ${lab.key}` };
    const watch = await fetch(`${lab.url}/api/v1/pods?watch=1`, { headers });
    lab.endWatches();
    assert.equal(await watch.text(), '');
  });
});
