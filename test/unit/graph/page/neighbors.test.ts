import assert from 'node:assert/strict';
import { neighborsIn, type Focus } from '../../../../webview/graph/arrange/neighbors';
import { collapsedIn, hostGroups } from '../../../../webview/graph/arrange/host-groups';
import { graphOf, ring } from '../../../pages/graph/graph-states';

/** A chain: each star probes the next. */
const { nodes, edges } = graphOf(ring(9, 1));
const chain = { nodes, edges: edges.filter(({ from, to }) => from < to) };
const around = (focus: Focus) => {
  const found = neighborsIn(chain, focus) ?? assert.fail();
  return [[...found.shown].sort().map((id) => Number(id.slice(1))), [...found.more].map(([id]) => Number(id.slice(1)))];
};

describe('the neighbors of a star', () => {
  it('are those within some steps, in any direction', () => {
    assert.deepEqual(around({ id: 'n0004', depth: 1 })[0], [3, 4, 5]);
    assert.deepEqual(around({ id: 'n0004', depth: 2 })[0], [2, 3, 4, 5, 6]);
    assert.equal(neighborsIn(chain, { id: 'nobody', depth: 1 }), undefined);
  });

  it('grow at stars of the rim, which know that they have more', () => {
    assert.deepEqual(around({ id: 'n0004', depth: 1 })[1], [3, 5]);
    assert.deepEqual(around({ id: 'n0004', depth: 1, grown: ['n0005'] }), [
      [3, 4, 5, 6],
      [3, 6],
    ]);
    assert.deepEqual(around({ id: 'n0004', depth: 1, grown: ['n0005', 'n0006'] })[0], [3, 4, 5, 6, 7]);
    assert.deepEqual(around({ id: 'n0004', depth: 1, grown: ['n0008'] })[0], [3, 4, 5]);
  });
});

describe('groups that the host has expanded', () => {
  const [a, b, c] = nodes;
  assert.ok(a && b && c);
  const graph = {
    nodes: [a, { ...b, group: 'inner' }, { ...c, group: 'outer' }],
    groups: [
      { id: 'outer', name: 'Outer' },
      { id: 'inner', name: 'Inner', parent: 'outer' },
      { id: 'other', name: 'Other' },
    ],
  };

  it('contain the stars of the groups in them, and have space for their frames', () => {
    assert.deepEqual(hostGroups(graph), [
      { key: 'outer', name: 'Outer', members: [b.id, c.id], levels: 1 },
      { key: 'inner', name: 'Inner', members: [b.id] },
      { key: 'other', name: 'Other', members: [] },
    ]);
  });

  it('collapse with the groups in them', () => {
    assert.deepEqual(collapsedIn('outer', ['outer', 'inner', 'other'], graph), ['other']);
    assert.deepEqual(collapsedIn('inner', ['outer', 'inner', 'other'], graph), ['outer', 'other']);
  });
});
