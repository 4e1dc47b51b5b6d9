import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { GraphEdge } from '../../../../src/features/graph/protocol/elements';
import { collapse, Collapser } from '../../../../webview/graph/arrange/collapse';
import { groupsOf } from '../../../../webview/graph/arrange/groups';
import { Cells } from '../../../../webview/graph/matrix/cells';
import { HEADING } from '../../../../webview/shared/grid/model';
import { teams } from '../../../pages/graph/graph-states';

const { nodes: NODES, edges: EDGES } = teams(9);
const GROUPS = groupsOf(NODES, 'profile');
const KEYS = [...GROUPS.keys()];
const STATES: readonly GraphEdge['state'][] = ['reachable', 'unreachable', 'unknown'];

/**
 * Changes: an edge changes, is removed, or exists only in a preview; a group is collapsed or expanded; a star is
 * renamed.
 */
const happenings = fc.array(
  fc.tuple(fc.constantFrom('change', 'change', 'go', 'ghost', 'toggle', 'rename'), fc.nat(100)),
  { maxLength: 12 },
);

describe('collapsed groups of a changing graph', () => {
  it('equal a fresh computation after any change, and so do their cells', () => {
    fc.assert(
      fc.property(happenings, (happens) => {
        let [nodes, edges, collapsed] = [NODES, EDGES, new Set(KEYS.slice(0, 2))];
        const collapser = new Collapser();
        let cells: Cells | undefined;
        for (const [what, which] of happens) {
          const [edge, node, key] = [
            edges[which % edges.length],
            nodes[which % nodes.length],
            KEYS[which % KEYS.length],
          ];
          assert.ok(edge && node && key);
          const at = which % edges.length;
          if (what === 'change') edges = edges.with(at, { ...edge, state: STATES[which % 3] ?? 'unknown' });
          if (what === 'go') edges = edges.toSpliced(at, 1);
          if (what === 'ghost') edges = edges.with(at, { ...edge, kind: 'ghost' });
          if (what === 'rename') nodes = nodes.with(which % nodes.length, { ...node, name: String(which) });
          if (what === 'toggle')
            collapsed = collapsed.has(key)
              ? new Set([...collapsed].filter((other) => other !== key))
              : new Set([...collapsed, key]);
          const collapsedGraph = collapser.collapse(nodes, edges, GROUPS, collapsed);
          assert.deepEqual(collapsedGraph, collapse(nodes, edges, GROUPS, collapsed));
          cells = new Cells(collapsedGraph, cells);
          assert.deepEqual(contentOf(cells), contentOf(new Cells(collapsedGraph)));
        }
      }),
    );
  });

  it('keep the identity of unchanged stars and edges', () => {
    const collapser = new Collapser();
    const before = collapser.collapse(NODES, EDGES, GROUPS, new Set(KEYS));
    const [first] = EDGES;
    assert.ok(first);
    const after = collapser.collapse(NODES, EDGES.with(0, { ...first, state: 'unknown' }), GROUPS, new Set(KEYS));
    assert.ok(before.nodes.length === 4 && before.nodes.every((node, at) => node === after.nodes[at]));
    assert.equal(before.edges.filter((edge, at) => edge !== after.edges[at]).length, 1);
  });
});

/** The content of a table. */
function contentOf(cells: Cells): unknown {
  const places = cells.rows.flatMap((_, row) => [
    { row, column: HEADING },
    ...cells.columns.map((__, column) => ({ row, column })),
  ]);
  return places.map((place) => [
    cells.describe(place),
    place.column === HEADING ? cells.rows[place.row] : cells.cell(place.row, place.column),
  ]);
}
