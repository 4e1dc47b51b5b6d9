import assert from 'node:assert/strict';
import type { GraphEdge, GraphNode, Judgement } from '../../../../src/features/graph/protocol/elements';
import { firstLook, offersMatrix } from '../../../../webview/graph/arrange/density';
import { collapse } from '../../../../webview/graph/arrange/collapse';
import { groupsOf } from '../../../../webview/graph/arrange/groups';
import { Cells } from '../../../../webview/graph/matrix/cells';
import { HEADING } from '../../../../webview/shared/grid/model';

const node = (id: string, more: Partial<GraphNode> = {}): GraphNode => ({
  id,
  kind: 'probe',
  name: id,
  hosts: [],
  addresses: [],
  profiles: [],
  tags: [],
  answered: true,
  ...more,
});
const judged = (expected: Judgement['expected'], agreement: Judgement['agreement']): Judgement => ({
  expected,
  agreement,
  reasons: [],
});
const edge = (from: string, to: string, more: Partial<GraphEdge> = {}): GraphEdge => ({
  from,
  to,
  kind: 'probe',
  state: 'reachable',
  probes: [],
  ...more,
});

const NODES = ['a', 'b', 'c'].map((id) => node(id));

describe('matrix of a graph', () => {
  it('has a cell for each pair: the verdict, and how the measurement compares', () => {
    const cells = new Cells({
      nodes: NODES,
      edges: [
        edge('a', 'b', { judgement: judged('allowed', 'agrees') }),
        edge('b', 'a', { state: 'unreachable', judgement: judged('allowed', 'blocked') }),
        edge('a', 'c', { state: 'unreachable', judgement: judged('denied', 'pending') }),
        edge('c', 'a', { judgement: judged('mixed', 'agrees') }),
      ],
    });
    assert.deepEqual(cells.cell(0, 1), { verdict: 'allowed', mark: 'agrees', blank: false, words: undefined });
    assert.deepEqual(cells.cell(1, 0), { verdict: 'allowed', mark: 'disagrees', blank: false, words: undefined });
    assert.deepEqual(cells.cell(0, 2), { verdict: 'denied', mark: 'unknown', blank: false, words: undefined });
    assert.equal(cells.cell(2, 0).verdict, 'some');
    assert.equal(cells.cell(1, 1).verdict, 'self');
    assert.equal(cells.cell(1, 2).blank, true);
  });

  it('shows the measurement if the policy is unknown', () => {
    const cells = new Cells({
      nodes: NODES,
      edges: [edge('a', 'b'), edge('b', 'c', { state: 'unreachable' }), edge('c', 'a', { state: 'unknown' })],
    });
    assert.deepEqual(
      [cells.cell(0, 1), cells.cell(1, 2), cells.cell(2, 0)].map(({ verdict, mark }) => [verdict, mark]),
      [
        ['reached', undefined],
        ['missed', undefined],
        ['unmeasured', undefined],
      ],
    );
  });

  it('shows what policy allows, partly allows, and denies where nothing is measured', () => {
    const access = { inbound: 'some', outbound: 'some' } as const;
    const cells = new Cells({
      nodes: ['a', 'b', 'c'].map((id) => node(id, { kind: 'workload', access })),
      edges: [
        edge('a', 'b', { kind: 'policy', state: 'allowed' }),
        edge('b', 'c', { kind: 'policy', state: 'allowed', partly: true }),
      ],
    });
    assert.deepEqual(
      [cells.cell(0, 1), cells.cell(1, 2), cells.cell(2, 0), cells.cell(1, 1)].map(({ verdict }) => verdict),
      ['allowed', 'some', 'denied', 'self'],
    );
    assert.equal(cells.describe({ row: 2, column: 0 }), 'c to a: denied by policy');
  });

  it('shows that workloads which may connect to anything reach what is outside, to which they have no edges', () => {
    const all = { inbound: 'some', outbound: 'all' } as const;
    const nodes = [
      node('a', { kind: 'workload', access: all }),
      node('b', { kind: 'workload', access: { ...all, outbound: 'none' } }),
      node('outside', { kind: 'outside' }),
    ];
    const cells = new Cells({ nodes, edges: [] });
    assert.deepEqual(
      [cells.cell(0, 2), cells.cell(1, 2)].map(({ verdict }) => verdict),
      ['allowed', 'denied'],
    );
    assert.equal(cells.describe({ row: 0, column: 2 }), 'a to outside: allowed by policy');
  });

  it('prefers a measured edge to a preview’s ghost', () => {
    const ghost = edge('a', 'b', {
      kind: 'ghost',
      state: 'unknown',
      preview: { effect: 'opens', text: 'opens on 9001' },
    });
    const measured = edge('a', 'b', { judgement: judged('allowed', 'agrees') });
    for (const edges of [
      [ghost, measured],
      [measured, ghost],
    ])
      assert.equal(new Cells({ nodes: NODES, edges }).cell(0, 1).mark, 'agrees');
    assert.equal(
      new Cells({ nodes: NODES, edges: [ghost] }).describe({ row: 0, column: 1 }),
      'a to b: not probed, preview: opens on 9001',
    );
  });

  it('counts between groups, and finds the cell of a pair by its groups', () => {
    const nodes = Array.from({ length: 4 }, (_, index) =>
      node(`n${index}`, { profiles: [{ id: `p${index % 2}`, name: `p${index % 2}` }] }),
    );
    const groups = groupsOf(nodes, 'profile');
    const edges = [
      edge('n0', 'n1'),
      edge('n2', 'n1', { state: 'unreachable' }),
      edge('n1', 'n0', { state: 'unreachable' }),
      edge('n3', 'n2', { state: 'unreachable' }),
    ];
    const cells = new Cells(collapse(nodes, edges, groups, new Set(groups.keys())));
    assert.deepEqual(
      cells.rows.map(({ name, detail }) => [name, detail]),
      [
        ['p0', '2 stars'],
        ['p1', '2 stars'],
      ],
    );
    assert.deepEqual([cells.cell(0, 1).verdict, cells.cell(0, 1).words], ['some', '1 of 2']);
    assert.deepEqual([cells.cell(1, 0).verdict, cells.cell(1, 0).words], ['missed', '0 of 2']);
    assert.deepEqual(cells.placeOf({ from: 'n3', to: 'n0' }), { row: 1, column: 0 });
    assert.equal(cells.placeOf({ from: 'n3', to: 'gone' }), undefined);
    assert.match(cells.describe({ row: 0, column: 1 }), /1 of 2 reachable$/);
  });

  it('describes what a heading’s star reaches', () => {
    const cells = new Cells({ nodes: NODES, edges: [edge('a', 'b'), edge('a', 'c', { state: 'unreachable' })] });
    assert.equal(cells.describe({ row: 0, column: HEADING }), 'a, reaches b of 2');
    assert.equal(cells.describe({ row: HEADING, column: 2 }), 'c');
    assert.equal(cells.describe({ row: 1, column: 1 }), 'b itself');
  });
});

describe('initial view of a graph', () => {
  it('offers a matrix from twenty stars, or if one was chosen', () => {
    assert.deepEqual(
      [offersMatrix(19, undefined), offersMatrix(20, undefined), offersMatrix(4, 'matrix'), offersMatrix(4, 'graph')],
      [false, true, true, false],
    );
  });

  it('is a matrix of collapsed groups from two hundred stars, with the grouping that has few', () => {
    const nodes = (count: number, app: (index: number) => string) =>
      Array.from({ length: count }, (_, index) =>
        node(`n${index}`, { app: app(index), profiles: [{ id: `p${index % 5}`, name: `p${index % 5}` }] }),
      );
    assert.equal(firstLook({ nodes: nodes(199, () => '/a/x') }), undefined);
    assert.deepEqual(firstLook({ nodes: nodes(200, (index) => `/g${index % 3}/x`) }), {
      view: 'matrix',
      grouping: 'app',
      collapsed: ['app /g0', 'app /g1', 'app /g2'],
    });
    assert.equal(firstLook({ nodes: nodes(200, () => '/one/x') })?.grouping, 'profile', 'a single group is not useful');
    assert.equal(firstLook({ nodes: nodes(200, (index) => `/g${index}/x`) })?.grouping, 'profile', 'nor are hundreds');
    assert.deepEqual(firstLook({ nodes: Array.from({ length: 200 }, (_, index) => node(`n${index}`)) }), {
      view: 'matrix',
      grouping: 'none',
      collapsed: [],
    });
  });
});
