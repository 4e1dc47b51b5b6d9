import assert from 'node:assert/strict';
import type { Enforcement } from '../../../src/cluster/model/snapshot';
import { childrenOf } from '../../../src/features/tree/children';
import { rowOf } from '../../../src/features/tree/rows/row';
import { nodeId, type TreeNode } from '../../../src/app/tree-nodes';
import { endpoint, snapshot } from '../cluster/fixtures';

const hostEndpoint = (host: string, id: string, text: string) => ({
  key: `/calico/v1/host/${host}/endpoint/${id}`,
  host,
  id,
  text,
});
const enforcement: Enforcement = {
  ready: 'true',
  config: new Map([
    ['InterfacePrefix', 'cali'],
    ['FailsafeInboundHostPorts', 'none'],
  ]),
  tiers: [],
  hosts: [
    {
      key: '/calico/v1/host/b/',
      name: 'b',
      config: new Map([['DefaultEndpointToHostAction', 'RETURN']]),
      addresses: [],
    },
  ],
  hostEndpoints: [
    hostEndpoint(
      'b',
      'eth0',
      '{"name":"eth0","expected_ipv4_addrs":["10.0.0.1"],"labels":{"role":"edge"},"profile_ids":["p"]}',
    ),
    hostEndpoint('a', 'odd', '['),
  ],
};
const state = (change: Partial<Enforcement> = {}) =>
  snapshot({ policy: { enforcement: { ...enforcement, ...change } } });

describe('host endpoints in the tree', () => {
  it('have their own section, if there are any', () => {
    const roots = (...[change]: Parameters<typeof state>) =>
      childrenOf(undefined, state(change)).map(({ kind }) => kind);
    assert.deepEqual(roots(), ['networks', 'profiles', 'hostEndpoints', 'applications', 'hosts']);
    assert.deepEqual(roots({ hostEndpoints: [] }), ['networks', 'profiles', 'applications', 'hosts']);
    assert.deepEqual(roots({ hostEndpoints: [], hosts: [] }), ['networks', 'profiles', 'applications']);
  });

  it('show the host, the interface and the addresses, with details in the tooltip', () => {
    const rows = childrenOf({ kind: 'hostEndpoints' }, state()).map((node) => rowOf(node, state()));
    assert.deepEqual(
      rows.map((row) => `${row?.label ?? ''}: ${row?.description ?? ''}`),
      ['odd: a · can’t be read', 'eth0: b · eth0 · 10.0.0.1'],
    );
    assert.deepEqual(rows[1]?.tooltip?.slice(2), [
      'Expected addresses 10.0.0.1',
      'Labels role=edge',
      'Profiles p',
      'Leaves traffic from its workloads to itself to its own firewall',
    ]);
  });

  it('show the ports that stay open', () =>
    assert.match(
      rowOf({ kind: 'hostEndpoints' }, state())?.tooltip?.at(-1) ?? '',
      /inbound none; outbound tcp 2379, tcp 2380, tcp 4001, tcp 7001/,
    ));
});

describe('hosts in the tree', () => {
  const host = (name: string, addresses: readonly string[] = [], config: Readonly<Record<string, string>> = {}) => ({
    key: `/calico/v1/host/${name}/`,
    name,
    config: new Map(Object.entries(config)),
    addresses,
  });
  const cluster = snapshot({
    policy: {
      enforcement: {
        ...enforcement,
        hosts: [host('idle', ['10.0.0.3', '', '10.0.0.3'], { InterfacePrefix: 'tap', marker: 'created' }), host('b')],
      },
      endpoints: [
        { ...endpoint('eth0', ['p'], '10.9.0.1'), host: 'b', workload: 'default.web-1' },
        { ...endpoint('eth0', ['p'], '10.9.0.2'), host: 'b', workload: 'default.web-2' },
        { ...endpoint('eth0', [], '10.9.0.3'), host: 'b', voidReason: 'Its profiles must be a list.' },
      ],
    },
  });
  const drawn = (node: TreeNode) =>
    childrenOf(node, cluster).map((child) => {
      const row = rowOf(child, cluster) ?? assert.fail();
      return `${row.label}: ${row.description ?? ''}`;
    });

  it('are listed with their addresses, with or without endpoints', () => {
    assert.deepEqual(drawn({ kind: 'hosts' }), ['b: 3 endpoints', 'idle: 10.0.0.3 · no endpoints']);
    assert.deepEqual(rowOf({ kind: 'host', host: 'idle' }, cluster)?.tooltip, [
      'Policy doesn’t apply to the host itself: it has no host endpoint.',
      'Drops traffic from its workloads to itself',
      'InterfacePrefix is tap',
    ]);
    assert.deepEqual(rowOf({ kind: 'host', host: 'b' }, cluster)?.tooltip?.length, 1);
  });

  it('list their endpoints, also one that no profile lists because Felix considers it invalid', () => {
    assert.deepEqual(drawn({ kind: 'host', host: 'b' }), ['10.9.0.1: b', '10.9.0.2: b', '10.9.0.3: invalid']);
    const [, , invalid] = childrenOf({ kind: 'host', host: 'b' }, cluster);
    assert.ok(
      rowOf(invalid ?? assert.fail(), cluster)?.tooltip?.includes(
        'Felix considers it invalid, so it drops everything. Its profiles must be a list.',
      ),
    );
  });

  it('keep apart endpoints of the same name', () => {
    const rows = [
      ...childrenOf({ kind: 'host', host: 'b' }, cluster),
      ...childrenOf({ kind: 'endpoints', profile: 'p' }, cluster),
    ];
    assert.equal(new Set(rows.map(nodeId)).size, 5);
    assert.deepEqual(drawn({ kind: 'endpoints', profile: 'p' }), ['10.9.0.1: b', '10.9.0.2: b']);
  });
});

describe('configuration in the tree', () => {
  const profiles = (change?: Partial<Enforcement>) => rowOf({ kind: 'profiles' }, state(change))?.tooltip;

  it('is listed with the profiles, and shows that nothing is in force', () => {
    assert.deepEqual(profiles(), ['Endpoint interfaces start with cali']);
    assert.match(profiles({ ready: 'false' })?.[0] ?? '', /not in force/);
    const tiers = [{ key: '', name: 'default', metadata: '{"order":1}', policies: [] }];
    assert.equal(rowOf({ kind: 'policies' }, state({ tiers }))?.description, '0');
    assert.equal(rowOf({ kind: 'policies' }, state({ tiers, ready: 'false' }))?.description, '0 · not in force');
  });
});

describe('a host endpoint in the tree', () => {
  const policy = (name: string, order: number, selector: string) => ({
    key: `/calico/v1/policy/tier/default/policy/${name}`,
    name,
    text: JSON.stringify({ order, selector, inbound_rules: [], outbound_rules: [] }),
  });
  const guarded = state({
    tiers: [
      {
        key: '/calico/v1/policy/tier/default/',
        name: 'default',
        policies: [
          policy('last', 3, 'all()'),
          policy('edge', 1, "role == 'edge'"),
          policy('other', 2, "role == 'other'"),
        ],
      },
    ],
  });
  const endpoint = { kind: 'hostEndpoint', host: 'b', id: 'eth0' } as const;

  it('lists the policies that apply to it, in evaluation order', () => {
    assert.equal(rowOf(endpoint, guarded)?.expand, 'collapsed');
    assert.deepEqual(
      childrenOf(endpoint, guarded).map((node) => {
        const { label, description } = rowOf(node, guarded) ?? assert.fail();
        return `${label}: ${description ?? ''}`;
      }),
      ['edge: tier default', 'last: tier default'],
    );
  });

  it('has no rows if no policy selects it', () => {
    assert.equal(rowOf(endpoint, state())?.expand, 'none');
    assert.deepEqual(childrenOf(endpoint, state()), []);
  });
});
