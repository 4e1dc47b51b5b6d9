import assert from 'node:assert/strict';
import { reachability } from '../../../../src/policy/reach';
import { CompiledModel, judge, passes } from '../../../../src/policy/verdict';
import { modelOf } from '../../../conformance/policy/cluster';

const meta = (name: string, labels = {}) => ({ name, namespace: 'shop', labels });
const pod = (name: string, address: string, ports: readonly object[] = []) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: meta(name, { app: name }),
  spec: { nodeName: 'n', containers: [{ ports }] },
  status: { podIP: address },
});
const http = (containerPort: number) => ({ name: 'http', protocol: 'TCP', containerPort });

/** Three pods that no label in a rule distinguishes; two have a port of one name, with different numbers. */
const CLUSTER = [
  pod('a', '10.0.0.1', [http(80)]),
  pod('b', '10.0.0.2', [http(8080)]),
  pod('c', '10.0.0.3'),
  {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: meta('web-1', { 'kubernetes.io/service-name': 'web' }),
    addressType: 'IPv4',
    endpoints: [{ addresses: ['10.0.0.2'] }],
    ports: [{ protocol: 'TCP', port: 8080 }],
  },
];
const ENDS = ['shop/a', 'shop/b', 'shop/c', '192.0.2.1'];
const PORTS = [80, 443, 8080];

function modelWith(rules: readonly object[], direction: 'ingress' | 'egress', previous?: CompiledModel): CompiledModel {
  const policy = {
    apiVersion: 'projectcalico.org/v3',
    kind: 'GlobalNetworkPolicy',
    metadata: { name: 'p' },
    spec: { types: [direction === 'ingress' ? 'Ingress' : 'Egress'], [direction]: rules },
  };
  const model = modelOf([...CLUSTER, policy], { slices: true });
  const { endpoints, hosts, profiles, services } = previous?.model ?? model;
  return new CompiledModel({ ...model, endpoints, hosts, profiles, services }, previous);
}

const allow = { action: 'Allow' };
const deny = { action: 'Deny' };
const service = { name: 'web', namespace: 'shop' };
const RULES: readonly (readonly [what: string, direction: 'ingress' | 'egress', rules: readonly object[]])[] = [
  ['a name', 'egress', [{ ...deny, protocol: 'TCP', destination: { ports: ['http'] } }, allow]],
  ['a name without a protocol', 'egress', [{ ...deny, destination: { ports: ['http'] } }, allow]],
  [
    'a name of selected pods',
    'egress',
    [{ ...allow, protocol: 'TCP', destination: { selector: "app == 'a'", ports: ['http'] } }],
  ],
  ['a name and a number', 'ingress', [{ ...allow, protocol: 'TCP', destination: { ports: ['http', 443] } }]],
  ['all but a name', 'ingress', [{ ...allow, protocol: 'TCP', destination: { notPorts: ['http', 443] } }]],
  ['all but a name, of any protocol', 'egress', [{ ...allow, destination: { notPorts: ['http'] } }]],
  ['a service as the destination', 'egress', [{ ...allow, destination: { services: service } }]],
  ['a service as the source', 'ingress', [{ ...allow, source: { services: service } }]],
];

/** Asserts that all pairs have the verdicts of single flows. */
function assertSame(model: CompiledModel, reach: ReturnType<typeof reachability>, protocol: string): void {
  for (const from of ENDS) {
    for (const to of ENDS) {
      if (from === to) continue;
      for (const destinationPort of PORTS) {
        const party = (name: string) => (name.includes('/') ? { endpoint: name } : { address: name });
        const flow = { source: party(from), destination: party(to), protocol, destinationPort };
        assert.equal(
          reach.allows(from, to, destinationPort),
          passes(judge(flow, model).enforced),
          JSON.stringify(flow),
        );
      }
    }
  }
}

describe('all pairs on one port, with rules about', () => {
  const options = (protocol: string) => ({ protocol, outside: ['192.0.2.1'] });
  for (const [what, direction, rules] of RULES)
    it(what, () => {
      for (const protocol of ['tcp', 'udp']) {
        const model = modelWith(rules, direction);
        assertSame(model, reachability(model, PORTS, options(protocol)), protocol);
      }
    });

  it('names and services that came with a change', () => {
    let model = modelWith([allow], 'egress');
    let reach = reachability(model, PORTS, options('tcp'));
    for (const [, direction, rules] of RULES) {
      model = modelWith(rules, direction, model);
      reach = reachability(model, PORTS, { ...options('tcp'), previous: reach });
      assertSame(model, reach, 'tcp');
    }
  });
});
