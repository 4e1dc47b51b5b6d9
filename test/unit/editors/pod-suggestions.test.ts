import assert from 'node:assert/strict';
import { dataOf } from '../../../src/cluster/model/indexes';
import { objectSuggestions } from '../../../src/features/rules/editor/objects/suggestions';
import { schemaOf } from '../../../src/policy/documents';
import { kubernetesCluster, pod, type Written } from '../cluster/kubernetes/kubernetes-cluster';

const namespace = (name: string, labels = {}): Written =>
  ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } }) as Written;

const CLUSTER = kubernetesCluster([
  namespace('shop', { team: 'retail' }),
  namespace('ops'),
  namespace('empty'),
  pod('web-x1-a', 'shop', 'web', '10.0.0.1'),
  pod('web-x1-b', 'shop', 'web', '10.0.0.2'),
  pod('db-x1-a', 'shop', 'db', '10.0.0.3'),
  pod('log-x1-a', 'ops', 'log', '10.0.0.4'),
]);
const policy = dataOf(CLUSTER.policy) ?? assert.fail();

/** What is offered at the bar in a policy's specification, with its details. */
function offered(kind: 'KubernetesNetworkPolicy' | 'NetworkPolicy', spec: string): readonly string[] {
  const text = `metadata:\n  name: a\n  namespace: shop\nspec:\n${spec}`;
  const offset = text.indexOf('|');
  const { items } = objectSuggestions(text.replace('|', ''), offset, schemaOf(kind), policy);
  return items.map(({ label, detail = '' }) => `${label}: ${detail}`);
}

describe('suggestions in a policy of Kubernetes', () => {
  it('are the labels that people gave pods, first those of its namespace', () => {
    assert.deepEqual(offered('KubernetesNetworkPolicy', '  podSelector:\n    matchLabels:\n      |'), ['app: 3 pods']);
    assert.deepEqual(offered('KubernetesNetworkPolicy', '  podSelector:\n    matchLabels:\n      app: |'), [
      'db: 1 pod',
      'web: 2 pods',
      'log: 1 pod in other namespaces',
    ]);
  });

  it('are the labels of namespaces, with how many pods they mean', () => {
    const labels = '  ingress:\n    - from:\n        - namespaceSelector:\n            matchLabels:\n              ';
    assert.ok(offered('KubernetesNetworkPolicy', `${labels}team: |`).includes('retail: 3 pods'));
  });

  it('are the named ports of pods', () => {
    const port = '  ingress:\n    - ports:\n        - port: |';
    assert.deepEqual(offered('KubernetesNetworkPolicy', port), ['main: a named port of 4 pods']);
  });
});

describe('suggestions in a policy of Calico on Kubernetes', () => {
  it('are service accounts, with how many pods have them', () => {
    const names =
      '  ingress:\n    - action: Allow\n      source:\n        serviceAccounts:\n          names:\n            - |';
    assert.deepEqual(offered('NetworkPolicy', names), ['default: 4 pods']);
  });
});
