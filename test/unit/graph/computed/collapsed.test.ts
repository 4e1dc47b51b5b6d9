import assert from 'node:assert/strict';
import { computedGraph } from '../../../../src/features/graph/state/computed/computed-graph';
import { foundIn } from '../../../../src/features/graph/state/computed/find';
import type { Leaf } from '../../../../src/features/graph/state/computed/nodes/leaves';
import { isBranch, treeOf, type TreeNode } from '../../../../src/features/graph/state/computed/nodes/tree';
import { workloadGroups } from '../../../../src/features/graph/state/computed/workload-groups';
import { graphState } from '../../../../src/features/graph/state/model';
import { connectionOf } from '../../../../src/features/graph/state/pair';
import type { Graph } from '../../../../src/features/graph/protocol/state';
import { scopeOf } from '../../../../src/features/graph/state/scope';
import { clusterInformation, namespaceProfile, workload, type Entry } from '../../../contract/etcd/calico3-objects';
import { largeCluster } from '../../../fixtures/large-cluster';
import { calico3Policy, inShop } from '../../cluster/calico3-cluster';
import { snapshot } from '../../cluster/fixtures';

const scopeWith = (entries: readonly Entry[]) => scopeOf(snapshot({ policy: calico3Policy(entries) }), undefined);
const shown = (scope: ReturnType<typeof scopeOf>, ...expanded: readonly string[]) =>
  computedGraph(scope, 1, new Set(expanded)) ?? assert.fail('no graph');

/** The graph as the panel sends it. */
function graphIn({ snapshot: of }: ReturnType<typeof scopeOf>): Graph {
  const graph = graphState({ state: 'connected', name: 'x', policySince: 7, snapshot: of });
  return graph.kind === 'graph' ? graph : assert.fail(graph.reason);
}

/** Namespaces in which four apps run, each with as many pods as its number. */
function apps(...namespaces: readonly string[]): readonly Entry[] {
  let address = 0;
  const all = namespaces.flatMap((namespace) => [
    namespaceProfile(namespace),
    ...[1, 2, 3, 4].flatMap((number) =>
      Array.from({ length: number }, (_, index) => {
        address += 1;
        const labels = { app: `a${number}`, 'pod-template-hash': 'b7c9' };
        return workload(`a${number}-b7c9-${index}`, `10.0.${address >> 8}.${address & 255}`, labels, namespace);
      }),
    ),
  ]);
  return [clusterInformation(true), ...all];
}

describe('the collapsed graph without a collector', () => {
  it('has a node for each namespace of many workloads, which expands to its workloads', () => {
    const names = Array.from({ length: 51 }, (_, index) => `n${index}`);
    const scope = scopeWith(apps(...names));
    const { nodes, groups } = shown(scope);
    assert.deepEqual(groups, []);
    assert.equal(nodes.length, 52);
    assert.deepEqual(
      nodes.slice(0, 2).map(({ id, kind, name, size, holds }) => [id, kind, name, size, holds]),
      ['n0', 'n1'].map((name) => [`▣ ${name}`, 'group', name, 10, ['a1', 'a2 ×2', 'a3 ×3', 'a4 ×4']]),
    );
    const addressesOf = (first: number) => Array.from({ length: 10 }, (_, index) => `10.0.0.${first + index}`);
    assert.deepEqual(
      nodes.slice(0, 2).map(({ addresses, holdsAddresses }) => [addresses, holdsAddresses?.toSorted()]),
      [1, 11].map((first) => [[], addressesOf(first).toSorted()]),
    );
    const open = shown(scope, '▣ n1');
    assert.deepEqual(open.groups, [{ id: '▣ n1', name: 'n1' }]);
    assert.deepEqual(
      open.nodes.filter(({ group }) => group === '▣ n1').map(({ id }) => id),
      ['n1/a1', 'n1/a2', 'n1/a3', 'n1/a4'],
    );
    assert.ok(!open.nodes.some(({ id }) => id === '▣ n1'));
  });

  it('groups more namespaces than fit a picture by a label, by the first part of their names, or by ranges', () => {
    const tops = (entries: readonly Entry[]) =>
      shown(scopeWith(entries)).nodes.flatMap(({ kind, name, size }) => (kind === 'group' ? [`${name}: ${size}`] : []));
    const teams = tops(largeCluster({ pods: 700, namespaces: 100, policies: 0 }));
    assert.deepEqual([teams.length, teams[0]], [20, 'team=t0: 35']);
    const names = (name: (index: number) => string) => apps(...Array.from({ length: 61 }, (_, index) => name(index)));
    assert.deepEqual(tops(names((index) => `${index % 2 === 0 ? 'shop' : 'bank'}-${index}`)), [
      'bank-…: 300',
      'shop-…: 310',
    ]);
    assert.deepEqual(tops(names((index) => `n${index}`)).slice(0, 2), ['n0 – n7: 80', 'n8 – n15: 80']);
  });

  it('has groups in groups, without those that contain one thing only', () => {
    const leaf = (id: string, ...within: readonly string[]): Leaf => ({
      id,
      name: id,
      members: [],
      within: within.map((name) => ({ id: `▣ ${name}`, name })),
    });
    const tree = treeOf(
      [leaf('a', '/shop', '/shop/front'), leaf('b', '/shop', '/shop/front'), leaf('c', '/shop'), leaf('d', '/bank')],
      () => ({}),
    );
    const outline = (node: TreeNode): unknown =>
      isBranch(node) ? [node.name, ...node.children.map(outline)] : node.id;
    assert.deepEqual(tree.map(outline), [['/shop', ['/shop/front', 'a', 'b'], 'c'], 'd']);
  });

  it('has the edges of what is in a group, and counts whom they concern', () => {
    const names = Array.from({ length: 51 }, (_, index) => `n${index}`);
    const guarded = { selector: "app == 'a3'", types: ['Ingress'], ingress: [] };
    const only = {
      selector: "app == 'a4'",
      types: ['Ingress'],
      ingress: [
        { action: 'Allow', protocol: 'TCP', source: { selector: "app == 'a1'" }, destination: { ports: [5432] } },
      ],
    };
    const entries = [
      ...apps(...names),
      ...[guarded, only].map((spec, index): Entry => {
        const [key, value] = inShop('NetworkPolicy', 'networkpolicies', `default.p${index}`, spec);
        return [
          key.replace('shop', 'n1'),
          { ...(value as object), metadata: { name: `default.p${index}`, namespace: 'n1' } },
        ];
      }),
    ];
    const scope = scopeWith(entries);
    const [whole, all] = [shown(scope), shown(scope, '▣ n0', '▣ n1')];
    const toGuarded = whole.edges.find(({ from, to }) => from === '▣ n0' && to === '▣ n1') ?? assert.fail();
    // A policy selects only pods of its own namespace, and a1 of any namespace is not of this one.
    assert.deepEqual(toGuarded.concerns, { from: 10, to: 3 });
    assert.equal(toGuarded.partly, true);
    const back = whole.edges.find(({ from, to }) => from === '▣ n1' && to === '▣ n0') ?? assert.fail();
    assert.deepEqual([back.concerns, back.partly], [{ from: 10, to: 10 }, undefined]);
    const members = all.edges.filter(({ from, to }) => from.startsWith('n0/') && to.startsWith('n1/'));
    assert.deepEqual([...new Set(members.map(({ to }) => to))].sort(), ['n1/a1', 'n1/a2']);
    assert.ok(members.every(({ concerns }) => concerns === undefined));
  });

  it('has an edge between groups exactly if there is one between their members', () => {
    const scope = scopeWith(largeCluster({ pods: 360, namespaces: 60, policies: 120 }));
    const ids = (graph: ReturnType<typeof shown>) =>
      graph.nodes.flatMap(({ id, kind }) => (kind === 'group' ? [id] : []));
    const whole = shown(scope);
    const open = shown(scope, ...ids(whole));
    const top = (id: string) => workloadGroups(scope).around(id)[0] ?? id;
    const between = new Set(
      open.edges.flatMap(({ from, to }) => (top(from) === top(to) ? [] : [`${top(from)} → ${top(to)}`])),
    );
    assert.deepEqual(whole.edges.map(({ from, to }) => `${from} → ${to}`).sort(), [...between].sort());
  });

  it('finds a workload in a collapsed group, and explains an edge of a group by one of its pairs', () => {
    const names = Array.from({ length: 51 }, (_, index) => `n${index}`);
    const scope = scopeWith(apps(...names));
    const found = foundIn(scope, { name: 'x', filter: '', addresses: ['10.0.0.12'] });
    assert.deepEqual(found, { nodes: ['n1/a2'], around: ['▣ n1'] });
    const request = connectionOf({ from: '▣ n0', to: '▣ n2' }, graphIn(scope), scope) ?? assert.fail();
    assert.ok(request.from.includes('n0/') && request.to.includes('n2/'), JSON.stringify(request));
  });
});
