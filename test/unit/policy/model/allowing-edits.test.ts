import assert from 'node:assert/strict';
import { allowingEdits } from '../../../../src/policy/explain/edits';
import { placeText } from '../../../../src/policy/explain';
import { CompiledModel, judge } from '../../../../src/policy/verdict';
import type { Flow } from '../../../../src/policy/model/flow';
import { modelOf } from '../../../conformance/policy/cluster';
import { withEdits } from './with-edits';

const pod = (name: string, namespace: string, labels: Readonly<Record<string, string>>, address: string) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace, labels: { ...labels, 'pod-template-hash': 'x1' } },
  spec: { nodeName: 'n', containers: [] },
  status: { podIP: address },
});
const CLUSTER = [
  pod('web', 'shop', { app: 'web' }, '10.0.0.1'),
  pod('db', 'shop', { app: 'db' }, '10.0.0.2'),
  pod('mon', 'ops', { app: 'mon' }, '10.0.0.3'),
];
const calico = (kind: string, spec: object, name = 'p') => ({
  apiVersion: 'projectcalico.org/v3',
  kind,
  metadata: { name, ...(kind === 'NetworkPolicy' && { namespace: 'shop' }) },
  spec: { order: 1, selector: "app == 'db'", types: ['Ingress'], ...spec },
});
const np = (spec: object, name = 'p') => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name, namespace: 'shop' },
  spec: { podSelector: { matchLabels: { app: 'db' } }, policyTypes: ['Ingress'], ...spec },
});
const flow = (source: Flow['source'], destinationPort = 5432): Flow => ({
  source,
  destination: { endpoint: 'shop/db' },
  protocol: 'TCP',
  destinationPort,
});
const WEB = { endpoint: 'shop/web' };
const MON = { endpoint: 'ops/mon' };

/** The edits' places and values; applied to the objects, each really allows the flow. */
function edits(objects: readonly unknown[], asked: Flow) {
  const found = allowingEdits(asked, new CompiledModel(modelOf([...CLUSTER, ...objects])));
  for (const one of found) {
    const after = new CompiledModel(modelOf([...CLUSTER, ...withEdits(objects, one.edits)]));
    assert.equal(judge(asked, after).enforced.outcome, 'allowed', JSON.stringify(one.edits));
  }
  return found.map((one) => one.edits.map(({ path, value }) => [placeText(path), value]));
}

describe('edits that would allow a flow', () => {
  it('add a rule of Calico 3 in front of the one that denies', () => {
    const rules = { ingress: [{ action: 'Allow', protocol: 'UDP' }, { action: 'Deny' }] };
    assert.deepEqual(edits([calico('NetworkPolicy', rules)], flow(WEB)), [
      [
        [
          'ingress[1]',
          {
            action: 'Allow',
            protocol: 'TCP',
            source: { selector: "app == 'web'" },
            destination: { ports: [5432] },
          },
        ],
      ],
    ]);
  });

  it('name the other namespace, or the address outside', () => {
    const value = (kind: string, source: Flow['source']) =>
      edits([calico(kind, { ingress: [] })], flow(source))[0]?.[0]?.[1] as { readonly source: unknown };
    const inOps = { selector: "app == 'mon'", namespaceSelector: "projectcalico.org/name == 'ops'" };
    assert.deepEqual(value('NetworkPolicy', MON).source, inOps);
    assert.deepEqual(value('GlobalNetworkPolicy', MON).source, inOps);
    assert.deepEqual(value('NetworkPolicy', { address: '203.0.113.7' }).source, { nets: ['203.0.113.7/32'] });
  });

  it('add a rule to a NetworkPolicy of Kubernetes, in its own language', () => {
    assert.deepEqual(edits([np({})], flow(WEB)), [
      [
        [
          'ingress.-',
          { from: [{ podSelector: { matchLabels: { app: 'web' } } }], ports: [{ protocol: 'TCP', port: 5432 }] },
        ],
      ],
    ]);
    const [[[, value] = []] = []] = edits([np({})], flow(MON));
    assert.deepEqual((value as { readonly from: unknown }).from, [
      {
        podSelector: { matchLabels: { app: 'mon' } },
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'ops' } },
      },
    ]);
  });

  it('add the port to a rule that only misses it, and put first what opens less', () => {
    const from = [{ podSelector: {} }];
    const places = (objects: readonly unknown[]) => edits(objects, flow(WEB)).map(([first]) => first?.[0]);
    assert.deepEqual(places([np({ ingress: [{ from, ports: [{ port: 80 }] }] })]), ['ingress[0].ports.-', 'ingress.-']);
    const open = { ingress: [{ action: 'Allow', protocol: 'TCP', destination: { ports: [80] } }] };
    assert.deepEqual(places([calico('NetworkPolicy', open)]), ['ingress.-', 'ingress[0].destination.ports.-']);
  });

  it('edit both ends where both deny', () => {
    const objects = [np({}), np({ podSelector: { matchLabels: { app: 'web' } }, policyTypes: ['Egress'] }, 'out')];
    assert.deepEqual(
      edits(objects, flow(WEB)).map((both) => both.map(([place]) => place)),
      [['egress.-', 'ingress.-']],
    );
  });

  it('are none where the flow is allowed, or no editable policy isolates', () => {
    assert.deepEqual(edits([], flow(WEB)), []);
    const denied = {
      apiVersion: 'policy.networking.k8s.io/v1alpha2',
      kind: 'ClusterNetworkPolicy',
      metadata: { name: 'c' },
      spec: {
        tier: 'Admin',
        priority: 1,
        subject: { namespaces: {} },
        ingress: [{ action: 'Deny', from: [{ namespaces: {} }] }],
      },
    };
    assert.deepEqual(edits([denied], flow(WEB)), []);
  });
});
