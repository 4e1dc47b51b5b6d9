import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { startKubernetes, type KubernetesLab } from '../../../src/lab/kubernetes/kubernetes';
import { eventually } from '../lab/lab-http';

const MANIFEST = path.join(import.meta.dirname, '../../../media/stars/kubernetes/stars.yaml');

describe('ports of nodes of the embedded Kubernetes cluster', () => {
  const other = createServer();
  const messages: string[] = [];
  let lab: KubernetesLab;
  const address = () =>
    eventually(
      () =>
        /^Port 30002 is taken, .* management-ui .* is at (http:\S+)\.$/m.exec(messages.join('\n'))?.[1] ??
        assert.fail(),
    );

  before(async () => {
    // Another program may have it already.
    await new Promise<void>((resolve) => other.once('error', () => resolve()).listen(30_002, '127.0.0.1', resolve));
    const manifest = await readFile(MANIFEST, 'utf8');
    lab = await startKubernetes({ manifest, pollSeconds: 0.05, log: (message) => messages.push(message) });
  });
  after(async () => {
    await lab.close();
    other.close();
  });

  it('are open on this machine, or free ones instead', async () => {
    const page = await address();
    await eventually(async () => {
      const answer = await fetch(page);
      assert.equal(answer.status, 200);
      assert.match(await answer.text(), /<html/i);
    });
  });

  it('are closed to pages of other sites', async () => {
    const answer = await fetch(await address(), { headers: { Origin: 'http://example.com' } });
    assert.equal(answer.status, 403);
  });

  it('are closed with their service', async () => {
    const page = await address();
    const service = `${lab.url}/api/v1/namespaces/management-ui/services/management-ui`;
    await fetch(service, { method: 'DELETE', headers: { Authorization: `Bearer ${lab.key}` } });
    await eventually(() => assert.rejects(fetch(page)));
  });
});
