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
  return found.map((one) =>
    one.edits.map((edit) => [placeText(edit.path), edit.kind === 'insert' ? edit.value : undefined]),
  );
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

  const CLUSTER_WIDE = [
    {
      apiVersion: 'policy.networking.k8s.io/v1alpha2',
      kind: 'ClusterNetworkPolicy',
      action: 'Accept',
      more: { tier: 'Admin', priority: 1 },
      ports: { protocols: [{ tcp: { destinationPort: { number: 5432 } } }] },
      other: { protocols: [{ tcp: { destinationPort: { number: 80 } } }] },
      place: 'protocols',
    },
    {
      apiVersion: 'policy.networking.k8s.io/v1alpha1',
      kind: 'AdminNetworkPolicy',
      action: 'Allow',
      more: { priority: 1 },
      ports: { ports: [{ portNumber: { protocol: 'TCP', port: 5432 } }] },
      other: { ports: [{ portNumber: { protocol: 'TCP', port: 80 } }] },
      place: 'ports',
    },
    {
      apiVersion: 'policy.networking.k8s.io/v1alpha1',
      kind: 'BaselineAdminNetworkPolicy',
      action: 'Allow',
      more: {},
      ports: { ports: [{ portNumber: { protocol: 'TCP', port: 5432 } }] },
      other: { ports: [{ portNumber: { protocol: 'TCP', port: 80 } }] },
      place: 'ports',
    },
  ];
  for (const { apiVersion, kind, action, more, ports, other, place } of CLUSTER_WIDE) {
    const policy = (spec: object) => ({
      apiVersion,
      kind,
      metadata: { name: 'default' },
      spec: { ...more, subject: { namespaces: {} }, ...spec },
    });
    const deny = (side: 'from' | 'to') => ({ action: 'Deny', [side]: [{ namespaces: {} }] });
    const peer = (namespace: string, app: string) => ({
      pods: {
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
        podSelector: { matchLabels: { app } },
      },
    });

    it(`add a rule to a ${kind} in front of the one that denies`, () => {
      assert.deepEqual(edits([policy({ ingress: [deny('from')] })], flow(MON)), [
        [['ingress[0]', { action, from: [peer('ops', 'mon')], ...ports }]],
      ]);
      assert.deepEqual(edits([policy({ egress: [deny('to')] })], flow(WEB)), [
        [['egress[0]', { action, to: [peer('shop', 'db')], ...ports }]],
      ]);
    });

    it(`add the port to a rule of a ${kind}`, () => {
      const allow = { action, from: [{ namespaces: {} }], ...other };
      const places = edits([policy({ ingress: [allow, deny('from')] })], flow(WEB)).map(([first]) => first?.[0]);
      assert.deepEqual(places, ['ingress[1]', `ingress[0].${place}.-`]);
    });

    it(`can name an address outside in an egress rule of a ${kind}, and keep its limit of rules`, () => {
      const everyone = { action: 'Deny', from: [{ namespaces: {} }] };
      assert.deepEqual(
        edits([policy({ egress: [{ action: 'Deny', to: [{ networks: ['0.0.0.0/0'] }] }] })], {
          source: WEB,
          destination: { address: '203.0.113.7' },
          protocol: 'TCP',
          destinationPort: 5432,
        }),
        [[['egress[0]', { action, to: [{ networks: ['203.0.113.7/32'] }], ...ports }]]],
      );
      const full = Array.from({ length: 100 }, () => everyone);
      assert.deepEqual(edits([policy({ ingress: full })], flow(WEB)), []);
    });
  }

  it('are none where the flow is allowed, or no policy isolates', () => {
    assert.deepEqual(edits([], flow(WEB)), []);
    const node = {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name: 'n' },
      status: { addresses: [{ type: 'InternalIP', address: '192.0.2.9' }] },
    };
    const asked = { ...flow(WEB), destination: { address: '192.0.2.9' } };
    assert.equal(judge(asked, new CompiledModel(modelOf([...CLUSTER, node]))).enforced.outcome, 'denied');
    assert.deepEqual(edits([node], asked), []);
  });
});
