import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Graph } from '../../../../src/features/graph/protocol/state';
import { compareGraphs } from '../../../../src/features/graph/recording/compare';
import { graphOf } from '../../../pages/graph/graph-states';
import { arbitraryGraph, sorted } from './arbitrary-graph';

const url = (id: string) => `http://${id.toLowerCase()}/`;
const star = (id: string, reach: Readonly<Record<string, boolean>>) => ({
  id,
  url: url(id),
  targets: Object.entries(reach).map(([to, reachable]) => ({ url: url(to), reachable })),
});
const differences = ({ nodes, edges }: Graph) => [
  ...nodes.flatMap(({ id, compared }) => (compared ? [`${id}: ${compared}`] : [])),
  ...edges.flatMap(({ from, to, kind, compared }) =>
    compared && kind === 'probe' ? [`${from}→${to}: ${compared.text}`] : [],
  ),
];

describe('comparison of two moments', () => {
  it('shows changes of reachability and stars', () => {
    const earlier = graphOf([
      star('A', { B: true, C: false, E: false }),
      star('B', { A: true, C: true }),
      star('C', {}),
      star('E', {}),
    ]);
    const later = graphOf([
      star('A', { B: false, D: true }),
      star('B', { A: true, E: false }),
      star('D', { A: false }),
      star('E', {}),
    ]);
    assert.deepEqual(differences(compareGraphs(earlier, later)), [
      'D: appeared',
      'C: vanished',
      'A→B: vanished',
      'A→D: appeared',
      'B→E: was not probed',
      'A→E: is no longer probed',
      'B→C: vanished',
    ]);
  });

  it('shows changes of verdicts', () => {
    const graph = graphOf([star('A', { B: false }), star('B', {})]);
    const judged = (expected: 'allowed' | 'denied'): Graph => ({
      ...graph,
      edges: graph.edges.map((edge) => ({ ...edge, judgement: { expected, agreement: 'agrees', reasons: [] } })),
    });
    assert.deepEqual(differences(compareGraphs(judged('denied'), judged('allowed'))), ['A→B: was denied']);
  });

  it('marks nothing in equal graphs', () => {
    fc.assert(
      fc.property(arbitraryGraph, (graph) =>
        assert.deepEqual(sorted(compareGraphs(graph, structuredClone(graph))), sorted(graph)),
      ),
    );
  });

  it('shows the stars of both moments, and no connection twice', () => {
    fc.assert(
      fc.property(arbitraryGraph, arbitraryGraph, (earlier, later) => {
        const { nodes, edges } = compareGraphs(earlier, later);
        assert.deepEqual(
          new Set(nodes.map(({ id }) => id)),
          new Set([...earlier.nodes, ...later.nodes].map(({ id }) => id)),
        );
        const keys = (list: Graph['edges']) => list.map(({ from, to }) => `${from} ${to}`);
        const reached = (list: Graph['edges']) => keys(list.filter(({ state }) => state === 'reachable'));
        const shown = new Set(keys(edges));
        assert.deepEqual(
          [...reached(earlier.edges), ...keys(later.edges)].filter((key) => !shown.has(key)),
          [],
        );
        assert.equal(keys(edges).length, new Set(keys(edges)).size);
      }),
    );
  });
});
