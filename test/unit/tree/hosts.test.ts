import assert from 'node:assert/strict';
import type { Enforcement } from '../../../src/cluster/model/snapshot';
import { childrenOf } from '../../../src/features/tree/children';
import { rowOf } from '../../../src/features/tree/rows/row';
import { snapshot } from '../cluster/fixtures';

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
    assert.deepEqual(roots(), ['networks', 'profiles', 'hostEndpoints', 'applications']);
    assert.deepEqual(roots({ hostEndpoints: [] }), ['networks', 'profiles', 'applications']);
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
