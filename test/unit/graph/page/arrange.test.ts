import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { GraphEdge, GraphNode } from '../../../../src/features/graph/protocol/elements';
import type { Graph } from '../../../../src/features/graph/protocol/state';
import { arrange, type ArrangeOptions } from '../../../../webview/graph/arrange/arrange';
import { GROUPINGS, groupingsOf, groupsOf, isGrouping } from '../../../../webview/graph/arrange/groups';
import { parseQuery } from '../../../../webview/graph/arrange/query';
import { FRESH } from '../../../../webview/graph/page/saved';

const NOW = 1_000_000;

function node(id: string, change: Partial<GraphNode> = {}): GraphNode {
  return {
    id,
    kind: 'probe',
    name: id.toLowerCase(),
    hosts: [],
    addresses: [],
    profiles: [],
    tags: [],
    answered: true,
    ...change,
  };
}

function edge(from: string, to: string, change: Partial<GraphEdge> = {}): GraphEdge {
  return {
    from,
    to,
    kind: 'probe',
    state: 'reachable',
    probes: [
      {
        url: `http://${to}`,
        state: change.state === 'allowed' || change.state === 'denied' ? 'unknown' : (change.state ?? 'reachable'),
        match: 'exact',
        changes: 0,
      },
    ],
    ...change,
  };
}

const access = (outbound: 'all' | 'some') => ({ inbound: 'some', outbound }) as const;
/** What policy allows: web may connect to db, and to anything outside. */
const CALCULATED: Graph = {
  kind: 'graph',
  observedAt: NOW,
  nodes: [
    node('web', { kind: 'workload', access: access('all') }),
    node('db', { kind: 'workload', access: access('some') }),
    node('host', { kind: 'host' }),
    node('unknown', { kind: 'workload' }),
    node('□', { kind: 'outside' }),
    node('□ 10.0.0.0/8', { kind: 'outside' }),
  ],
  edges: [edge('web', 'db', { kind: 'policy', state: 'allowed', probes: [] })],
};

const profile = (name: string) => [{ id: name, name }];
const GRAPH: Graph = {
  kind: 'graph',
  observedAt: NOW,
  nodes: [
    node('A', { app: '/shop/web/a', profiles: profile('front'), tags: ['red'], hosts: ['one'] }),
    node('B', { app: '/shop/web/b', profiles: profile('front'), tags: ['red'], hosts: ['two'] }),
    node('C', {
      app: '/shop/db',
      profiles: profile('back'),
      tags: ['blue'],
      labels: ['role=db'],
      policies: { inbound: ['default/shut'], outbound: [] },
      hosts: ['two'],
      addresses: ['10.0.0.7'],
    }),
    node('D', { answered: false }),
    node('□ out', { kind: 'outside', name: 'out' }),
  ],
  edges: [
    edge('A', 'B'),
    edge('A', 'C', { state: 'unreachable', judgement: { expected: 'allowed', agreement: 'blocked', reasons: [] } }),
    edge('B', 'C', {
      probes: [{ url: 'http://C', state: 'reachable', match: 'exact', changes: 1, since: NOW - 60_000 }],
    }),
    edge('C', 'D', { state: 'unknown' }),
    edge('C', '□ out'),
  ],
};

const WISHES: ArrangeOptions = { toggles: FRESH.toggles, query: '', grouping: 'none', collapsed: [], focus: null };
const drawn = (options: Partial<ArrangeOptions>) => arrange(GRAPH, { ...WISHES, ...options });
const ids = (options: Partial<ArrangeOptions>) =>
  drawn(options)
    .nodes.map(({ id, dim }) => (dim ? `(${id})` : id))
    .join(' ');
const handlers = (options: Partial<ArrangeOptions>) =>
  drawn(options)
    .edges.map(({ from, to }) => `${from}→${to}`)
    .join(' ');

describe('filter', () => {
  const cases: readonly (readonly [query: string, nodes: string, edges: string])[] = [
    ['', 'A B C D □ out', 'A→B A→C B→C C→D C→□ out'],
    ['name:a', 'A (B) (C)', 'A→B A→C'],
    ['reaches:c', '(A) B (C)', 'A→B B→C'],
    ['reachedby:a', '(A) B (C)', 'A→B B→C'],
    ['label:role=db', '(A) (B) C (D) (□ out)', 'A→C B→C C→D C→□ out'],
    ['decidedby:shut', '(A) (B) C (D) (□ out)', 'A→C B→C C→D C→□ out'],
    ['decidedby:front -reaches:b', '(A) B (C)', 'A→B B→C'],
    ['FRONT', 'A B (C)', 'A→B A→C B→C'],
    ['tag:blue', '(A) (B) C (D) (□ out)', 'A→C B→C C→D C→□ out'],
    ['agent:two -profile:front', '(A) (B) C (D) (□ out)', 'A→C B→C C→D C→□ out'],
    ['ip:10.0', '(A) (B) C (D) (□ out)', 'A→C B→C C→D C→□ out'],
    ['is:silent', '(C) D', 'C→D'],
    ['is:outside', '(C) □ out', 'C→□ out'],
    ['is:disagreeing', 'A C', 'A→C'],
    ['is:reachable', 'A B C □ out', 'A→B B→C C→□ out'],
    ['is:allowed', 'A C', 'A→C'],
    ['changed:5m', 'B C', 'B→C'],
    ['changed:30s', '', ''],
    ['name:a is:unreachable', 'A (C)', 'A→C'],
    ['nobody', '', ''],
  ];
  for (const [query, nodes, edges] of cases)
    it(`supports “${query}”`, () => assert.deepEqual([ids({ query }), handlers({ query })], [nodes, edges]));

  it('finds a collapsed group by the names and addresses in it', () => {
    const nodes = [
      node('▣ shop', { kind: 'group', holds: ['cart'], holdsAddresses: ['10.0.0.1', '10.0.0.2'] }),
      node('▣ bank', { kind: 'group', holds: ['ledger'], holdsAddresses: ['10.0.1.1'] }),
    ];
    const found = (query: string) =>
      arrange({ ...GRAPH, nodes, edges: [] }, { ...WISHES, query }).nodes.map(({ id }) => id);
    for (const query of ['cart', 'name:cart', '10.0.0.2', 'ip:10.0.0.2', '-ip:10.0.1'])
      assert.deepEqual(found(query), ['▣ shop'], query);
    assert.deepEqual(found('name:10.0'), []);
  });

  it('shows what policy denies from and to a star on demand', () => {
    const denied = (id: string | undefined) =>
      arrange(CALCULATED, { ...WISHES, denied: id }).edges.flatMap(({ from, to, state }) =>
        state === 'denied' ? [`${from} → ${to}`] : [],
      );
    assert.deepEqual(denied(undefined), []);
    assert.deepEqual(denied('web'), ['db → web', 'web → host', 'host → web', '□ → web', '□ 10.0.0.0/8 → web']);
    assert.deepEqual(denied('□'), ['□ → web', '□ → db', 'db → □', '□ → host', 'host → □']);
    assert.deepEqual(denied('unknown'), []);
    assert.deepEqual(denied('gone'), []);
  });

  it('reports unknown terms', () => {
    assert.deepEqual(parseQuery('is:green a profile:x changed:soon').unknown, ['is:green', 'changed:soon']);
  });
});

describe('neighborhood of a star', () => {
  it('contains the stars within a number of steps, in either direction', () => {
    assert.equal(ids({ focus: { id: 'D', depth: 1 } }), 'C D');
    assert.equal(ids({ focus: { id: 'D', depth: 2 } }), 'A B C D □ out');
    assert.equal(ids({ focus: { id: 'gone', depth: 1 } }), 'A B C D □ out');
  });
});

describe('groups', () => {
  it('are app groups, profiles, tags or agents, and may omit a star', () => {
    const groups = (grouping: ArrangeOptions['grouping']) =>
      drawn({ grouping }).groups.map(({ name, members }) => `${name}: ${members.join(' ')}`);
    assert.deepEqual(groups('app'), ['/shop/web: A B', '/shop: C']);
    assert.deepEqual(groups('profile'), ['front: A B', 'back: C']);
    assert.deepEqual(groups('tag'), ['red: A B', 'blue: C']);
    assert.deepEqual(groups('agent'), ['one: A', 'two: B C']);
    assert.deepEqual(groups('none'), []);
  });

  it('collapse into one star with a count, and their edges into one', () => {
    const options: Partial<ArrangeOptions> = { grouping: 'profile', collapsed: ['profile front'] };
    assert.equal(ids(options), 'C D □ out profile front');
    const { edges, nodes } = drawn(options);
    assert.equal(edges.map(({ from, to }) => `${from}→${to}`).join(), 'profile front→C,C→D,C→□ out');
    assert.deepEqual(edges[0]?.count, { reachable: 1, total: 2 });
    assert.equal(edges[0].judgement?.agreement, 'blocked');
    assert.deepEqual(nodes.at(-1)?.members, ['A', 'B']);
  });

  it('are the values of a label that divides the stars', () => {
    const labelled = (...labels: string[]) => node(labels.join(), { labels });
    const nodes = [
      labelled('tier=front', 'app=a', 'pod-template-hash=1'),
      labelled('tier=back', 'app=b', 'pod-template-hash=2'),
      labelled('tier=back', 'same=x'),
      labelled('same=x'),
    ];
    assert.deepEqual(groupingsOf(nodes), ['label:tier']);
    const pods = nodes.map((pod) => ({ ...pod, namespace: 'shop', hosts: ['node-1'] }));
    assert.deepEqual(groupingsOf(pods), ['namespace', 'agent', 'label:tier']);
    assert.deepEqual(
      [...groupsOf(nodes, 'label:tier').values()].map(({ name, members }) => [name, members.length]),
      [
        ['front', 1],
        ['back', 2],
      ],
    );
    assert.ok(isGrouping('label:tier') && isGrouping('app') && !isGrouping('color') && !isGrouping(1));
  });

  it('of another grouping stay expanded', () =>
    assert.equal(ids({ grouping: 'tag', collapsed: ['profile front'] }), 'A B C D □ out'));
});

describe('arranged graph with any options', () => {
  it('has edges only between visible stars, and draws nothing twice', () => {
    const options = fc.record({
      query: fc.constantFrom('', 'a', 'is:reachable', '-c', 'tag:red changed:1h'),
      grouping: fc.constantFrom(...GROUPINGS),
      collapsed: fc.subarray(['profile front', 'profile back', 'tag red', 'agent two', 'app /shop']),
      focus: fc.option(fc.record({ id: fc.constantFrom('A', 'D'), depth: fc.nat({ max: 3 }) })),
    });
    fc.assert(
      fc.property(options, (wanted) => {
        const { nodes, edges, groups } = drawn(wanted);
        const shown = new Set(nodes.map(({ id }) => id));
        assert.equal(shown.size, nodes.length);
        assert.ok(edges.every(({ from, to }) => shown.has(from) && shown.has(to) && from !== to));
        assert.ok(groups.every(({ members }) => members.every((id) => shown.has(id))));
      }),
    );
  });
});
