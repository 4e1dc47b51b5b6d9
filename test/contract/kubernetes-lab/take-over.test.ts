import assert from 'node:assert/strict';
import { startKubernetes, type KubernetesLab } from '../../../src/lab/kubernetes/kubernetes';

const ANNOTATION = 'kubectl.kubernetes.io/last-applied-configuration';
const ROOT = 'apis/networking.k8s.io/v1/namespaces/default/networkpolicies';

interface Answer {
  readonly status: number;
  readonly annotation: string | undefined;
  readonly conflicts: readonly (string | undefined)[];
}

describe('the embedded Kubernetes cluster, where kubectl goes on from client-side to server-side apply', () => {
  let lab: KubernetesLab;

  beforeEach(async () => {
    lab = await startKubernetes({ controllers: false });
  });

  afterEach(() => lab.close());

  const call = async (method: string, path: string, body: unknown, type: string): Promise<Answer> => {
    const headers = { Authorization: `Bearer ${lab.key}`, 'Content-Type': type };
    const response = await fetch(`${lab.url}/${path}`, { method, headers, body: JSON.stringify(body) });
    const { metadata, details } = (await response.json()) as {
      readonly metadata: { readonly annotations?: Readonly<Record<string, string>> };
      readonly details?: { readonly causes?: readonly { readonly field?: string }[] };
    };
    const conflicts = (details?.causes ?? []).map(({ field }) => field);
    return { status: response.status, annotation: metadata.annotations?.[ANNOTATION], conflicts };
  };
  const policy = (role: string, metadata: object = {}) => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'a', ...metadata },
    spec: { podSelector: { matchLabels: { role } }, policyTypes: ['Ingress'] },
  });
  /** Makes a policy as `kubectl apply` does. */
  const create = (applied: string) =>
    call('POST', ROOT, policy('x', { annotations: { [ANNOTATION]: applied } }), 'application/json');
  const apply = (role: string, manager: string) =>
    call('PATCH', `${ROOT}/a?fieldManager=${manager}`, policy(role), 'application/apply-patch+yaml');

  it('takes over what it applied before, and notes what it applies', async () => {
    assert.equal((await create(JSON.stringify(policy('x')))).status, 201);
    const { status, annotation } = await apply('y', 'kubectl');
    assert.equal(status, 200);
    assert.equal(annotation, `${JSON.stringify(policy('y'))}\n`);
  });

  it('takes over nothing that was changed since, nor from a note that it can’t read', async () => {
    await create(JSON.stringify(policy('z')));
    assert.deepEqual((await apply('y', 'kubectl')).conflicts, ['.spec.podSelector']);
    await call(
      'PATCH',
      `${ROOT}/a`,
      { metadata: { annotations: { [ANNOTATION]: '{' } } },
      'application/merge-patch+json',
    );
    assert.equal((await apply('y', 'kubectl')).status, 409);
  });

  it('lets nobody else take over', async () => {
    const applied = JSON.stringify(policy('x'));
    await create(applied);
    assert.equal((await apply('y', 'other')).status, 409);
    assert.equal((await apply('x', 'other')).annotation, applied);
  });
});
