import assert from 'node:assert/strict';
import { readCalicoObject } from '../../../../src/policy/calico3/decode';
import { DEFAULT_SETTINGS, translateCalico } from '../../../../src/policy/calico3/translate';
import { readKubernetesObject } from '../../../../src/policy/kubernetes/decode';
import { translateKubernetes } from '../../../../src/policy/kubernetes/translate';
import { composeModel } from '../../../../src/policy/model/compose';
import { Memo } from '../../../../src/policy/model/memo';

const pod = (name: string, app: string) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'shop', labels: { app } },
  spec: { nodeName: 'n', containers: [] },
  status: { podIP: '10.0.0.1' },
});

const policy = (name: string, nets: readonly string[]) => ({
  apiVersion: 'projectcalico.org/v3',
  kind: 'NetworkPolicy',
  metadata: { name, namespace: 'shop' },
  spec: { types: ['Ingress'], ingress: [{ action: 'Allow', source: { nets } }] },
});

const slice = {
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: { name: 's-1', namespace: 'shop', labels: { 'kubernetes.io/service-name': 's' } },
  addressType: 'IPv4',
  endpoints: [{ addresses: ['10.0.0.1'] }],
  ports: [{ port: 80 }],
};

const node = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n' }, status: { addresses: [] } };

function readKubernetes(...objects: readonly unknown[]) {
  return objects.map((object) => {
    const read = readKubernetesObject(object)?.value;
    assert.ok(read);
    return read;
  });
}

function readCalico(...objects: readonly unknown[]) {
  return objects.map((object) => {
    const read = readCalicoObject(object)?.value;
    assert.ok(read);
    return read;
  });
}

describe('translation of a changing cluster', () => {
  const memos = { calico: new Memo(), kubernetes: new Memo() };
  const translate = (kubernetes: ReturnType<typeof readKubernetes>, calico: ReturnType<typeof readCalico>) =>
    composeModel(
      [
        translateCalico(calico, 'api-server', memos.calico),
        translateKubernetes(kubernetes, { slices: true, planned: false }, memos.kubernetes),
      ],
      DEFAULT_SETTINGS,
    );

  it('keeps the identity of unchanged parts and their problems', () => {
    const [a, b, ...others] = readKubernetes(pod('a', 'web'), pod('b', 'web'), node, slice);
    const [odd, good] = readCalico(policy('odd', ['nonsense']), policy('good', ['10.0.0.0/8']));
    assert.ok(a && b && odd && good);
    const first = translate([a, b, ...others], [odd, good]);
    const [relabelled] = readKubernetes(pod('b', 'api'));
    const [edited] = readCalico(policy('good', ['10.1.0.0/16']));
    assert.ok(relabelled && edited);
    const next = translate([a, relabelled, ...others], [odd, edited]);
    assert.equal(next.endpoints[0], first.endpoints[0]);
    assert.notEqual(next.endpoints[1], first.endpoints[1]);
    assert.equal(next.endpoints[1]?.labels['app'], 'api');
    const named = (name: string) => [first, next].map((model) => model.policies.find(({ id }) => id.endsWith(name)));
    assert.equal(named('odd')[0], named('odd')[1]);
    assert.notEqual(named('good')[0], named('good')[1]);
    assert.equal(next.hosts, first.hosts);
    assert.equal(next.services, first.services);
    assert.equal(next.translations, first.translations);
    assert.deepEqual(next.problems, first.problems);
    assert.deepEqual(
      next.problems.map(({ kind }) => kind),
      ['widened'],
    );
  });
});
