import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Connectivity, formatCell, type Group } from '../../../../src/policy/connectivity';
import { CompiledModel, judge } from '../../../../src/policy/evaluation';
import type { Party } from '../../../../src/policy/model/flow';
import { formatAddress } from '../../../../src/policy/model/address';
import { modelOf } from '../../../conformance/policy/cluster';
import { plainCluster } from './plain-cluster';
import { written } from './written';

function partyOf(group: Group): Party {
  return group.kind === 'workloads'
    ? { endpoint: group.member.endpoint.id }
    : { address: formatAddress(group.cell.address) };
}

const pod = (name: string, address: string, labels = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'shop', labels },
  spec: { nodeName: 'n', containers: [{ ports: [{ name: 'http', containerPort: 8080 }] }] },
  status: { podIP: address },
});

describe('connectivity', function () {
  this.timeout(60_000);

  it('is what the engine says of every pair and every kind of packet', () => {
    fc.assert(
      fc.property(plainCluster, fc.constantFrom('enforced' as const, 'committed' as const), (cluster, view) => {
        const model = new CompiledModel(modelOf(written(cluster), { slices: true }));
        const connectivity = new Connectivity(model, 4, view);
        for (const kind of connectivity.kinds) {
          const { protocol, destinationPort, sourcePort, icmpType } = kind.header;
          for (const from of connectivity.groups.all) {
            for (const to of connectivity.groups.all) {
              if (from === to || (from.kind === 'outside' && to.kind === 'outside')) continue;
              const flow = {
                source: partyOf(from),
                destination: partyOf(to),
                protocol,
                sourcePort,
                ...(icmpType > 0 ? { icmpType } : { destinationPort }),
              };
              assert.equal(
                connectivity.allows(from, to, kind),
                judge(flow, model)[view].outcome === 'allowed',
                JSON.stringify(flow),
              );
            }
          }
        }
      }),
      { numRuns: 100 },
    );
  });

  it('tells all that is open between two ends, by protocol and ports', () => {
    const rule = (port: string | number, protocol: string) => ({
      action: 'Deny',
      protocol,
      destination: { ports: [port] },
    });
    const policy = {
      apiVersion: 'projectcalico.org/v3',
      kind: 'NetworkPolicy',
      metadata: { name: 'p', namespace: 'shop' },
      spec: {
        selector: "app == 'web'",
        types: ['Ingress'],
        ingress: [
          rule('http', 'TCP'),
          rule(80, 'TCP'),
          { action: 'Allow', protocol: 'TCP' },
          rule('1:1023', 'UDP'),
          { action: 'Allow', protocol: 'UDP' },
        ],
      },
    };
    const objects = [pod('web', '10.0.0.1', { app: 'web' }), pod('other', '10.0.0.2'), policy];
    const connectivity = new Connectivity(new CompiledModel(modelOf(objects)));
    const [from, to] = [connectivity.groups.of('shop/other'), connectivity.groups.of('shop/web')];
    assert.ok(from && to);
    assert.deepEqual(connectivity.open(from, to), [
      { protocol: 6, first: 1, last: 79 },
      { protocol: 6, first: 81, last: 8079 },
      { protocol: 6, first: 8081, last: 65_535 },
      { protocol: 17, first: 1024, last: 4788 },
      { protocol: 17, first: 4790, last: 65_535 },
    ]);
  });

  it('cuts the outside along the borders of networks, without what they are full of', () => {
    const policy = {
      apiVersion: 'projectcalico.org/v3',
      kind: 'GlobalNetworkPolicy',
      metadata: { name: 'p' },
      spec: {
        ingress: [
          {
            action: 'Deny',
            source: {
              nets: [
                '192.0.2.0/24',
                '192.0.2.0/25',
                '192.0.2.128/25',
                '10.0.0.1/32',
                '198.51.100.0/24',
                '198.51.100.8/29',
              ],
            },
          },
        ],
      },
    };
    const { groups } = new Connectivity(new CompiledModel(modelOf([pod('web', '10.0.0.1'), policy])));
    assert.deepEqual(
      groups.all.flatMap((group) => (group.kind === 'outside' ? [formatCell(group.cell)] : [])),
      [
        '0.0.0.0/0 except 10.0.0.1/32, 192.0.2.0/24, 198.51.100.0/24',
        '192.0.2.0/25',
        '192.0.2.128/25',
        '198.51.100.0/24 except 198.51.100.8/29',
        '198.51.100.8/29',
      ],
    );
  });

  it('says what it leaves out', () => {
    const rule = {
      action: 'Allow',
      http: { methods: ['GET'] },
      source: { services: { name: 's', namespace: 'shop' } },
    };
    const policy = {
      apiVersion: 'projectcalico.org/v3',
      kind: 'NetworkPolicy',
      metadata: { name: 'p', namespace: 'shop' },
      spec: { types: ['Ingress'], ingress: [rule] },
    };
    const model = new CompiledModel(modelOf([pod('web', '10.0.0.1'), policy]));
    assert.deepEqual(new Connectivity(model).limits, ['services', 'http']);
  });
});
