import assert from 'node:assert/strict';
import { RESOURCES, type ServedResource } from '../../../../src/cluster/kubernetes';
import { storedObject } from '../../../../src/cluster/kubernetes/objects';
import { pathOf } from '../../../../src/cluster/kubernetes/resources';

const served = (name: string, apiVersion: string): ServedResource => {
  const type = RESOURCES.get(name);
  assert.ok(type);
  return { name, type, apiVersion, verbs: new Set(['list']) };
};
const policies = served('networkpolicies.projectcalico.org', 'projectcalico.org/v3');
const item = (name: string, more: object = {}) => ({
  metadata: { name, namespace: 'stars', uid: 'u', resourceVersion: '1', ...more },
  spec: { selector: 'all()' },
});

describe('An object of the API server', () => {
  it('is of the kind of its list, whatever it says', () => {
    const object = storedObject(policies, { ...item('a'), kind: 'Foo', apiVersion: 'example.com/v1' });
    assert.ok(object);
    assert.equal(object.read.state, 'decoded');
    assert.deepEqual([object.value?.['kind'], object.value?.['apiVersion']], ['NetworkPolicy', 'projectcalico.org/v3']);
  });

  it('is left out if it only repeats a policy of Kubernetes, or has no name', () => {
    for (const name of [
      'knp.default.backend',
      'kanp.adminnetworkpolicy.deny',
      'kbanp.baselineadminnetworkpolicy.default',
    ])
      assert.equal(storedObject(policies, item(name)), undefined, name);
    assert.ok(
      storedObject(served('networkpolicies.networking.k8s.io', 'networking.k8s.io/v1'), item('knp.default.backend')),
    );
    for (const odd of [null, 5, [], {}, { metadata: 5 }, { metadata: { name: 5 } }])
      assert.equal(storedObject(policies, odd), undefined);
  });

  it('has the labels that Calico’s server stored for it', () => {
    const stored = JSON.stringify({ labels: { real: 'yes' }, annotations: { note: 'x' }, uid: 'other' });
    const annotations = { 'projectcalico.org/metadata': stored };
    const raw = served('networkpolicies.projectcalico.org', 'crd.projectcalico.org/v1');
    const labels = (resource: ServedResource) => {
      const { read } = storedObject(resource, item('default.a', { labels: { a: 'b' }, annotations })) ?? {};
      assert.ok(read?.state === 'decoded');
      return [read.object.metadata.labels, read.object.metadata.annotations];
    };
    assert.deepEqual(labels(raw), [{ real: 'yes' }, { note: 'x' }]);
    assert.deepEqual(labels(policies), [{ a: 'b' }, annotations]);
  });

  it('has a path', () => {
    assert.equal(pathOf(policies), '/apis/projectcalico.org/v3/networkpolicies');
    assert.equal(pathOf(policies, 'stars', 'a'), '/apis/projectcalico.org/v3/namespaces/stars/networkpolicies/a');
    assert.equal(pathOf(served('pods', 'v1'), 'a/b', 'c?d'), '/api/v1/namespaces/a%2Fb/pods/c%3Fd');
    assert.equal(pathOf(served('nodes', 'v1'), undefined, 'n'), '/api/v1/nodes/n');
  });
});
