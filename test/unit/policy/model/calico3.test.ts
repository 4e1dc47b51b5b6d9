import assert from 'node:assert/strict';
import { CompiledModel, judge, type Stage } from '../../../../src/policy/verdict';
import type { Flow } from '../../../../src/policy/model/flow';
import { modelOf } from '../../../conformance/policy/cluster';

const pod = (name: string, address: string, labels = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'shop', labels },
  spec: { nodeName: 'node1', containers: [] },
  status: { podIP: address },
});

const NODE = {
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name: 'node1' },
  status: { addresses: [{ type: 'InternalIP', address: '192.0.2.11' }] },
};

const hostEndpoint = (name: string, interfaceName: string, labels = {}) => ({
  apiVersion: 'projectcalico.org/v3',
  kind: 'HostEndpoint',
  metadata: { name, labels },
  spec: { node: 'node1', interfaceName, expectedIPs: ['192.0.2.11'], profiles: ['projectcalico-default-allow'] },
});

const global = (name: string, spec: object, apiVersion = 'projectcalico.org/v3') => ({
  apiVersion,
  kind: 'GlobalNetworkPolicy',
  metadata: { name },
  spec: { types: ['Ingress'], ...spec },
});

const OBJECTS = [NODE, pod('a', '10.0.0.1', { app: 'a' }), pod('b', '10.0.0.2')];

function ask(objects: readonly unknown[], flow: Pick<Flow, 'source' | 'destination'>, port = 80) {
  const model = new CompiledModel(modelOf([...OBJECTS, ...objects]));
  return judge({ ...flow, protocol: 'TCP', destinationPort: port }, model).enforced;
}

const FROM_OUTSIDE = { source: { address: '203.0.113.7' }, destination: { endpoint: 'shop/a' } };
const BETWEEN_PODS = { source: { endpoint: 'shop/b' }, destination: { endpoint: 'shop/a' } };

const way = (stages: readonly Stage[]) =>
  stages.map(({ endpoint, direction, layer }) => [endpoint.id, direction, layer].join(' '));

describe('Calico v3 translated to the model', () => {
  it('applies policy of all-interface host endpoints to forwarded traffic of pods, both ways', () => {
    const both = {
      applyOnForward: true,
      types: ['Ingress', 'Egress'],
      ingress: [{ action: 'Allow' }],
      egress: [{ action: 'Allow' }],
    };
    const objects = [hostEndpoint('all', '*', { at: 'all' }), global('f', { selector: "at == 'all'", ...both })];
    assert.deepEqual(way(ask(objects, BETWEEN_PODS).stages), [
      'shop/b egress normal',
      'HostEndpoint all ingress forward',
      'HostEndpoint all egress forward',
      'shop/a ingress normal',
    ]);
    const some = [
      ...objects,
      hostEndpoint('eth0', 'eth0', { at: 'eth0' }),
      global('g', { selector: "at == 'eth0'", ...both }),
    ];
    assert.deepEqual(way(ask(some, FROM_OUTSIDE).stages), [
      'HostEndpoint eth0 ingress forward',
      'HostEndpoint all egress forward',
      'shop/a ingress normal',
    ]);
  });

  it('applies no host endpoint of a named interface to pods', () => {
    const objects = [
      hostEndpoint('eth0', 'eth0', { at: 'eth0' }),
      global('f', { selector: "at == 'eth0'", applyOnForward: true, ingress: [{ action: 'Deny' }] }),
    ];
    assert.equal(ask(objects, BETWEEN_PODS).outcome, 'allowed');
    assert.equal(ask(objects, FROM_OUTSIDE).outcome, 'denied');
  });

  it('uses the first by name of an interface’s host endpoints, however they specify the interface', () => {
    const endpoint = (name: string, interfaceName?: string) => {
      const { spec, ...rest } = hostEndpoint(name, '', { at: name });
      return { ...rest, spec: { ...spec, interfaceName } };
    };
    const deny = (name: string) => global(name, { selector: `at == '${name}'`, ingress: [{ action: 'Deny' }] });
    const flow = { source: { address: '203.0.113.7' }, destination: { host: 'node1' } };
    const first = [endpoint('a'), endpoint('b', 'eth0'), endpoint('c', '*')];
    assert.equal(ask([...first, deny('a')], flow).outcome, 'denied');
    assert.equal(ask([...first, deny('b'), deny('c')], flow).outcome, 'allowed');
    const second = [endpoint('b'), endpoint('a', 'eth0')];
    assert.equal(ask([...second, deny('a')], flow).outcome, 'denied');
    assert.equal(ask([...second, deny('b')], flow).outcome, 'allowed');
  });

  it('has no policies of a kind if Felix cannot read one of them', () => {
    const good = global('good', { selector: "app == 'a'", ingress: [{ action: 'Deny' }] }, 'crd.projectcalico.org/v1');
    const odd = (port: string) =>
      global(
        'odd',
        { ingress: [{ action: 'Allow', protocol: 'TCP', destination: { ports: [port] } }] },
        'crd.projectcalico.org/v1',
      );
    assert.equal(ask([good, odd('80:90')], BETWEEN_PODS, 22).outcome, 'denied');
    assert.equal(ask([good, odd('9000:8000')], BETWEEN_PODS, 22).outcome, 'allowed');
    assert.deepEqual(
      modelOf([good, odd('9000:8000')]).problems.map(({ kind, origin }) => [
        kind,
        'name' in origin.object && origin.object.name,
      ]),
      [['dropped', 'odd']],
    );
  });
});
