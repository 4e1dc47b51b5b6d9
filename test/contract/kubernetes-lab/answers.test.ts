import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { startKubernetes, type KubernetesLab } from '../../../src/lab/kubernetes/kubernetes';

const MAPS = 'api/v1/namespaces/default/configmaps';

describe('the embedded Kubernetes cluster', () => {
  let lab: KubernetesLab;

  before(async () => {
    lab = await startKubernetes({ controllers: false });
  });

  afterEach(() => mock.timers.reset());
  after(() => lab.close());

  const call = (method: string, path: string, headers: Readonly<Record<string, string>>, body?: unknown) =>
    fetch(`${lab.url}/${path}`, {
      method,
      headers: { Authorization: `Bearer ${lab.key}`, ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });

  const make = (name: string, bytes: number) =>
    call('POST', MAPS, { 'Content-Type': 'application/json' }, { metadata: { name }, data: { a: 'x'.repeat(bytes) } });

  it('packs large answers for those who take that', async () => {
    await make('large', 200_000);
    await make('small', 10);
    const encoding = async (name: string, accepted: string): Promise<string | null> => {
      const response = await call('GET', `${MAPS}/${name}`, { 'Accept-Encoding': accepted });
      const { metadata } = (await response.json()) as { readonly metadata: { readonly name: string } };
      assert.equal(metadata.name, name);
      return response.headers.get('Content-Encoding');
    };
    assert.equal(await encoding('large', 'gzip, deflate'), 'gzip');
    assert.equal(await encoding('large', 'identity'), null);
    assert.equal(await encoding('small', 'gzip'), null);
  });

  it('indents answers for people', async () => {
    const lines = async (path: string, agent: string): Promise<number> =>
      (await (await call('GET', path, { 'User-Agent': agent })).text()).split('\n').length;
    assert.equal(await lines('api/v1/namespaces/default', 'kubectl/1.37'), 2);
    assert.ok((await lines('api/v1/namespaces/default', 'curl/8.5')) > 10);
    assert.ok((await lines('api/v1/namespaces/default?pretty=true', 'kubectl/1.37')) > 10);
    assert.equal(await lines('api/v1/namespaces/default?pretty=false', 'curl/8.5'), 2);
  });

  it('keeps a version where applying again changes the time of the manager alone', async () => {
    const policies = 'apis/networking.k8s.io/v1/namespaces/default/networkpolicies/p';
    // The protocol is left out: what is applied differs from what is stored until it has its defaults.
    const spec = { podSelector: {}, ingress: [{ ports: [{ port: 80 }] }] };
    const apply = async () => {
      const body = { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name: 'p' }, spec };
      const response = await call(
        'PATCH',
        `${policies}?fieldManager=m`,
        { 'Content-Type': 'application/apply-patch+yaml' },
        body,
      );
      const { metadata } = (await response.json()) as {
        readonly metadata: { readonly resourceVersion: string; readonly managedFields: readonly { time: string }[] };
      };
      return metadata;
    };
    const before = await apply();
    // The second after the one that was written.
    mock.timers.enable({ apis: ['Date'], now: Date.parse(before.managedFields[0]?.time ?? '') + 1000 });
    assert.deepEqual(await apply(), before);
  });
});
