import assert from 'node:assert/strict';
import { nearMisses, servicePortOf } from '../../../../src/policy/explain';
import { CompiledModel, judge } from '../../../../src/policy/verdict';
import { modelOf } from '../../../conformance/policy/cluster';

const meta = (name: string, labels = {}) => ({ name, namespace: 'shop', labels });
const pod = (name: string, address: string) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: meta(name, { app: name }),
  spec: { nodeName: 'n', containers: [] },
  status: { podIP: address },
});

/** A service with port 80 whose only backend listens on another port. */
const SERVICE = [
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: meta('db'),
    spec: { clusterIP: '10.96.0.1', ports: [{ port: 80, targetPort: 5432 }] },
  },
  {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: meta('db-1', { 'kubernetes.io/service-name': 'db' }),
    addressType: 'IPv4',
    endpoints: [{ addresses: ['10.0.0.2'] }],
    ports: [{ protocol: 'TCP', port: 5432 }],
  },
];

/** A second backend of the same service, whose port has another number. */
const BACKEND = [
  pod('replica', '10.0.0.3'),
  {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: meta('db-2', { 'kubernetes.io/service-name': 'db' }),
    addressType: 'IPv4',
    endpoints: [{ addresses: ['10.0.0.3'] }],
    ports: [{ protocol: 'TCP', port: 5433 }],
  },
];

describe('a near miss by the port of a service', () => {
  const servicePort = (port: number, asked: number, to = 'db', others: readonly unknown[] = []) => {
    const policy = {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: meta('p'),
      spec: { podSelector: { matchLabels: { app: to } }, policyTypes: ['Ingress'], ingress: [{ ports: [{ port }] }] },
    };
    const model = new CompiledModel(
      modelOf([pod('web', '10.0.0.1'), pod('db', '10.0.0.2'), ...SERVICE, ...others, policy]),
    );
    const { enforced } = judge(
      {
        source: { endpoint: 'shop/web' },
        destination: { endpoint: `shop/${to}` },
        protocol: 'TCP',
        destinationPort: asked,
      },
      model,
    );
    const [miss] = nearMisses(enforced, model);
    return miss && servicePortOf(miss, model);
  };

  it('is a rule with the service’s own port, where its target port counts', () => {
    assert.equal(servicePort(80, 5432), 80);
  });

  it('is that of a service with several backends, each with a target port of its own', () => {
    assert.equal(servicePort(80, 5432, 'db', BACKEND), 80);
    assert.equal(servicePort(80, 5433, 'replica', BACKEND), 80);
    assert.equal(servicePort(80, 5432, 'replica', BACKEND), undefined);
    assert.equal(servicePort(80, 5433, 'db', BACKEND), undefined);
  });

  it('is none for a port that no service translates to the one that was asked about', () => {
    assert.equal(servicePort(81, 5432), undefined);
    assert.equal(servicePort(80, 5433), undefined);
  });
});
