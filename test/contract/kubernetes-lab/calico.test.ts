import assert from 'node:assert/strict';
import { startKubernetes, type KubernetesLab } from '../../../src/lab/kubernetes/kubernetes';

const ROOT = 'apis/projectcalico.org/v3';

describe('the embedded Kubernetes cluster has Calico’s kinds', () => {
  let lab: KubernetesLab;

  before(async () => {
    lab = await startKubernetes();
  });

  after(() => lab.close());

  const call = async (method: string, path: string, body?: unknown, type = 'application/json') => {
    const headers = { Authorization: `Bearer ${lab.key}`, 'Content-Type': type };
    const response = await fetch(`${lab.url}/${path}`, {
      method,
      headers,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as Readonly<Record<string, unknown>> };
  };
  const policy = (name: string, spec: unknown) => ({
    apiVersion: 'projectcalico.org/v3',
    kind: 'NetworkPolicy',
    metadata: { name },
    spec,
  });

  it('begins with the three tiers', async () => {
    const { body } = await call('GET', `${ROOT}/tiers`);
    const names = (body['items'] as { readonly metadata: { readonly name: string } }[]).map(
      ({ metadata }) => metadata.name,
    );
    assert.deepEqual(names, ['default', 'kube-admin', 'kube-baseline']);
  });

  it('fills in tier, types and label', async () => {
    const { status, body } = await call(
      'POST',
      `${ROOT}/namespaces/default/networkpolicies`,
      policy('a', { egress: [{ action: 'Allow' }] }),
    );
    assert.equal(status, 201, JSON.stringify(body));
    assert.deepEqual(body['spec'], { egress: [{ action: 'Allow' }], tier: 'default', types: ['Egress'] });
    const { labels } = body['metadata'] as { readonly labels: unknown };
    assert.deepEqual(labels, { 'projectcalico.org/tier': 'default' });
  });

  it('refuses what the schema does, and no more', async () => {
    const post = (spec: unknown) =>
      call('POST', `${ROOT}/namespaces/default/networkpolicies?dryRun=All`, policy('v', spec));
    assert.equal((await post({ ingress: [{ action: 'allow' }] })).status, 422);
    assert.equal((await post({ selector: 'a ==== b' })).status, 201);
  });

  it('drops unknown fields, or refuses them if asked to', async () => {
    const body = policy('u', { ingress: [{ action: 'Allow', foo: 1 }] });
    const path = `${ROOT}/namespaces/default/networkpolicies?dryRun=All`;
    const { body: stored } = await call('POST', path, body);
    assert.deepEqual((stored['spec'] as { readonly ingress: unknown }).ingress, [{ action: 'Allow' }]);
    assert.equal((await call('POST', `${path}&fieldValidation=Strict`, body)).status, 400);
  });

  it('keeps its built-in tiers', async () => {
    assert.equal((await call('DELETE', `${ROOT}/tiers/default`)).status, 422);
  });

  it('wants a version for a replacement, and takes no strategic patch', async () => {
    const path = `${ROOT}/namespaces/default/networkpolicies/a`;
    assert.equal((await call('PUT', path, policy('a', { order: 1 }))).status, 422);
    assert.equal(
      (await call('PATCH', path, { spec: { order: 1 } }, 'application/strategic-merge-patch+json')).status,
      415,
    );
    assert.equal((await call('PATCH', path, { spec: { order: 1 } }, 'application/merge-patch+json')).status, 200);
  });
});
