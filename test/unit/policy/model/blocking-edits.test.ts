import assert from 'node:assert/strict';
import { blockingEdits } from '../../../../src/policy/explain/edits';
import { placeText } from '../../../../src/policy/explain';
import type { Group } from '../../../../src/policy/reach';
import { CompiledModel, judge } from '../../../../src/policy/verdict';
import type { Flow } from '../../../../src/policy/model/flow';
import { modelOf } from '../../../conformance/policy/cluster';
import { withEdits } from './with-edits';

const pod = (name: string, namespace: string, address: string) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace, labels: { app: name } },
  spec: { nodeName: 'n', containers: [] },
  status: { podIP: address },
});
const CLUSTER = [pod('web', 'shop', '10.0.0.1'), pod('db', 'shop', '10.0.0.2'), pod('mon', 'ops', '10.0.0.3')];
const np = (spec: object, name = 'np') => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name, namespace: 'shop' },
  spec: { podSelector: { matchLabels: { app: 'db' } }, ...spec },
});
const calico = (spec: object) => ({
  apiVersion: 'projectcalico.org/v3',
  kind: 'NetworkPolicy',
  metadata: { name: 'cal', namespace: 'shop' },
  spec: { order: 1, selector: "app == 'db'", types: ['Ingress'], ...spec },
});
const clusterWide = (rules: object) => ({
  apiVersion: 'policy.networking.k8s.io/v1alpha2',
  kind: 'ClusterNetworkPolicy',
  metadata: { name: 'cnp' },
  spec: { tier: 'Admin', priority: 1, subject: { namespaces: {} }, ...rules },
});
const app = (name: string) => ({ podSelector: { matchLabels: { app: name } } });
const WEB_TO_DB: Flow = {
  source: { endpoint: 'shop/web' },
  destination: { endpoint: 'shop/db' },
  protocol: 'TCP',
  destinationPort: 5432,
};

/** Each choice of edits, in words; applied to the objects, each really blocks the flow. */
function edits(objects: readonly unknown[], asked: Flow = WEB_TO_DB) {
  const found = blockingEdits(asked, new CompiledModel(modelOf([...CLUSTER, ...objects])));
  for (const one of found) {
    const after = new CompiledModel(modelOf([...CLUSTER, ...withEdits(objects, one.edits)]));
    assert.equal(judge(asked, after).enforced.outcome, 'denied', JSON.stringify(one.edits));
  }
  return found.map((one) =>
    one.edits.map((edit) =>
      edit.kind === 'remove'
        ? `- ${placeText(edit.path)}`
        : `${edit.kind === 'insert' ? '+' : '='} ${placeText(edit.path)} ${JSON.stringify(edit.value)}`,
    ),
  );
}

const DENY = '{"action":"Deny","protocol":"TCP","source":{"selector":"app == \'web\'"},"destination":{"ports":[5432]}}';

describe('edits that would block a flow', () => {
  it('deny just the flow in front of the rule of Calico 3 that allows it, or remove that rule', () => {
    const rules = { ingress: [{ action: 'Allow', protocol: 'UDP' }, { action: 'Allow' }] };
    assert.deepEqual(edits([calico(rules)]), [[`+ ingress[1] ${DENY}`], ['- ingress[1]']]);
  });

  it('remove the peer of a NetworkPolicy of Kubernetes, and keep the others', () => {
    assert.deepEqual(edits([np({ ingress: [{ from: [app('mon'), app('web')] }] })]), [['- ingress[0].from[1]']]);
  });

  it('remove the rule if all its peers allow the flow: without any it would match everyone', () => {
    const rest = { from: [app('mon')] };
    assert.deepEqual(edits([np({ ingress: [{ from: [app('web'), { podSelector: {} }] }, rest] })]), [['- ingress[0]']]);
  });

  it('remove what allows from every policy, the last rule first', () => {
    const other = np(
      { podSelector: {}, ingress: [{ from: [app('web')] }, { from: [app('web')], ports: [] }] },
      'other',
    );
    assert.deepEqual(edits([np({ ingress: [{ from: [app('web')] }] }), other]), [
      ['- ingress[0]', '= policyTypes ["Ingress"]', '- ingress[1]', '- ingress[0]', '= policyTypes ["Ingress"]'],
    ]);
  });

  it('keep isolating egress when its last rule goes', () => {
    const own = np({ podSelector: { matchLabels: { app: 'web' } }, ingress: [{}], egress: [{}] });
    assert.deepEqual(edits([own]), [['- egress[0]', '= policyTypes ["Ingress","Egress"]']]);
  });

  it('deny in a cluster-wide policy that is evaluated before', () => {
    const admin = clusterWide({ ingress: [{ action: 'Deny', from: [{ namespaces: { matchLabels: { x: 'y' } } }] }] });
    const value = {
      action: 'Deny',
      from: [
        {
          pods: {
            namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'shop' } },
            podSelector: { matchLabels: { app: 'web' } },
          },
        },
      ],
      protocols: [{ tcp: { destinationPort: { number: 5432 } } }],
    };
    assert.deepEqual(edits([admin]), [[`+ ingress[-] ${JSON.stringify(value)}`.replace('[-]', '.-')]]);
  });

  it('state what a rule closes that goes in front of all peers of the rule that allows the flow', () => {
    const plain = { ...pod('plain', 'ops', '10.0.0.4'), metadata: { name: 'plain', namespace: 'ops' } };
    const peers = [
      { pods: { namespaceSelector: {}, podSelector: { matchLabels: { app: 'mon' } } } },
      { namespaces: {} },
    ];
    const admin = clusterWide({ egress: [{ action: 'Accept', to: peers }] });
    const asked = { ...WEB_TO_DB, destination: { endpoint: 'ops/plain' } };
    const [found] = blockingEdits(asked, new CompiledModel(modelOf([...CLUSTER, plain, admin])));
    const idsOf = (end: Group) => (end.kind === 'workloads' ? end.members.map(({ id }) => id) : []);
    const closed = found?.changes.flatMap(({ from, to }) =>
      idsOf(from).flatMap((source) => idsOf(to).map((destination) => `${source} ${destination}`)),
    );
    // A pod without labels can't be told from the others of its namespace.
    assert.deepEqual(closed?.sort(), [
      'ops/mon ops/plain',
      'ops/plain ops/mon',
      'shop/db ops/mon',
      'shop/db ops/plain',
      'shop/web ops/mon',
      'shop/web ops/plain',
    ]);
  });

  it('are none without a policy that allows it, and none for a flow that is denied', () => {
    assert.deepEqual(edits([]), []);
    assert.deepEqual(edits([np({ ingress: [] })]), []);
  });
});
