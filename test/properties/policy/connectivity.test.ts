import assert from 'node:assert/strict';
import fc from 'fast-check';
import { changesOf, Connectivity, formatCell, type Group } from '../../../src/policy/reach';
import { CompiledModel, judge } from '../../../src/policy/verdict';
import type { Party } from '../../../src/policy/model/flow';
import { contains, formatAddress, parseAddress } from '../../../src/policy/model/address';
import { modelOf } from '../../conformance/policy/cluster';
import { plainCluster } from '../../unit/policy/model/plain-cluster';
import { written } from '../../unit/policy/model/written';

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

/** What is open between every two workloads. */
function everything(connectivity: Connectivity): ReadonlyMap<string, readonly unknown[]> {
  const workloads = connectivity.groups.all.flatMap((group) =>
    group.kind === 'workloads' ? group.members.map(({ id }) => ({ id, group })) : [],
  );
  return new Map(
    workloads.flatMap((from) =>
      workloads.map((to) => [`${from.id} to ${to.id}`, connectivity.open(from.group, to.group)] as const),
    ),
  );
}

describe('connectivity', function () {
  this.timeout(60_000);

  it('equals the evaluator’s verdict for every pair and every kind of packet', () => {
    fc.assert(
      fc.property(plainCluster, fc.constantFrom('enforced' as const, 'committed' as const), (cluster, view) => {
        const model = new CompiledModel(modelOf(written(cluster), { slices: true }));
        const connectivity = Connectivity.of(model, 4, view);
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

  it('is the same whether updated from a previous model or computed from scratch', () => {
    fc.assert(
      fc.property(plainCluster, plainCluster, (cluster, other) => {
        let compiled = new CompiledModel(modelOf(written(cluster), { slices: true }));
        let connectivity = Connectivity.of(compiled);
        everything(connectivity);
        const [, ...fewer] = cluster.policies;
        for (const policies of [fewer, [...fewer, ...other.policies.slice(0, 1)], cluster.policies]) {
          const model = modelOf(written({ ...cluster, policies }), { slices: true });
          const { endpoints, hosts, profiles, services } = compiled.model;
          compiled = new CompiledModel({ ...model, endpoints, hosts, profiles, services }, compiled);
          connectivity = Connectivity.of(compiled, 4, 'enforced', connectivity);
          const fresh = Connectivity.of(compiled);
          assert.deepEqual(everything(connectivity), everything(fresh));
          // Ranges of rules that are gone are not told apart.
          const cells = ({ groups }: Connectivity) =>
            groups.all.flatMap((group) => (group.kind === 'outside' ? formatCell(group.cell) : [])).sort();
          assert.deepEqual(cells(connectivity), cells(fresh));
        }
      }),
      { numRuns: 100 },
    );
  });

  it('lists everything open between two endpoints, by protocol and ports', () => {
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
    const connectivity = Connectivity.of(new CompiledModel(modelOf(objects)));
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

  it('splits outside addresses at the borders of networks, without networks that smaller ones fill', () => {
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
    const { groups } = Connectivity.of(new CompiledModel(modelOf([pod('web', '10.0.0.1'), policy])));
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

  it('lists what it does not evaluate', () => {
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
    assert.deepEqual(Connectivity.of(model).limits, ['services', 'http']);
  });

  it('lists what a change opens and closes: exactly the pairs and packets whose verdict changes', () => {
    const change = fc.record({
      pod: fc.nat(9),
      labels: fc.dictionary(fc.constantFrom('app', 'env'), fc.constantFrom('a', 'b')),
      policies: fc.boolean(),
    });
    fc.assert(
      fc.property(plainCluster, plainCluster, change, (cluster, other, { pod, labels, policies }) => {
        const pods = cluster.pods.map((own, index) => (index === pod % cluster.pods.length ? { ...own, labels } : own));
        const later = policies ? { ...cluster, policies: other.policies } : { ...cluster, pods };
        const [old, now] = [cluster, later].map((one) => new CompiledModel(modelOf(written(one), { slices: true })));
        assert.ok(old && now);
        const changes = changesOf({ model: old, view: 'enforced' }, { model: now, view: 'committed' });
        const listed = (from: string, to: string, protocol: number, port: number) =>
          changes.flatMap((found) => {
            if (!isIn(found.from, from) || !isIn(found.to, to)) return [];
            const covers = ({ protocol: own, first, last }: (typeof found.opened)[number]) =>
              own === protocol && port >= first && port <= last;
            return [...(found.opened.some(covers) ? ['opened'] : []), ...(found.closed.some(covers) ? ['closed'] : [])];
          });
        const names = cluster.pods.map(({ namespace, name }) => `${namespace}/${name}`);
        for (const from of [...names, '203.0.113.9']) {
          for (const to of [...names, '192.0.2.200']) {
            if (from === to || !(from.includes('/') || to.includes('/'))) continue;
            for (const [protocol, port] of [
              [6, 53],
              [6, 80],
              [6, 8080],
              [17, 53],
              [17, 81],
              [132, 80],
            ] as const) {
              const party = (end: string) => (end.includes('/') ? { endpoint: end } : { address: end });
              const flow = { source: party(from), destination: party(to), protocol, destinationPort: port };
              const was: string = judge(flow, old).enforced.outcome;
              const is: string = judge(flow, now).committed.outcome;
              const wanted: string[] = was === is ? [] : [is === 'allowed' ? 'opened' : 'closed'];
              assert.deepEqual(listed(from, to, protocol, port), wanted, JSON.stringify(flow));
            }
          }
        }
      }),
      { numRuns: 100 },
    );
  });
});

function isIn(group: Group, end: string): boolean {
  if (group.kind === 'workloads') return group.members.some(({ id }) => id === end);
  const address = parseAddress(end);
  if (!address) return false;
  return contains(group.cell.network, address) && !group.cell.except.some((inner) => contains(inner, address));
}
