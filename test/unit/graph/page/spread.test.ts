import assert from 'node:assert/strict';
import fc from 'fast-check';
import { forced } from '../../../../webview/graph/layouts/force';
import { ROOM } from '../../../../webview/graph/layouts/place';
import { spread } from '../../../../webview/graph/layouts/spread';

const nodesOf = (count: number) => Array.from({ length: count }, (_, index) => ({ id: `n${index}`, hub: false }));

/** Up to ninety stars with any links. */
const graph = fc.integer({ min: 13, max: 90 }).chain((count) =>
  fc.record({
    nodes: fc.constant(nodesOf(count)),
    links: fc.array(
      fc.tuple(fc.nat(count - 1), fc.nat(count - 1)).map(([from, to]) => ({ from: `n${from}`, to: `n${to}` })),
      { maxLength: 500 },
    ),
  }),
);

describe('the layout by distances', () => {
  it('places each star of any graph somewhere else', () => {
    fc.assert(
      fc.property(graph, ({ nodes, links }) => {
        const places = [...spread(nodes, links).values()];
        assert.equal(new Set(places.map(({ x, y }) => `${x} ${y}`)).size, nodes.length);
        assert.ok(places.every(({ x, y }) => Number.isFinite(x) && Number.isFinite(y)));
      }),
    );
  });

  it('places what is close in the graph close in the picture', () => {
    // A chain.
    const nodes = nodesOf(40);
    const links = nodes.slice(1).map(({ id }, index) => ({ from: nodes[index]?.id ?? '', to: id }));
    const places = spread(nodes, links);
    const apart = (one: number, other: number) => {
      const [a, b] = [places.get(`n${one}`) ?? assert.fail(), places.get(`n${other}`) ?? assert.fail()];
      return Math.hypot(a.x - b.x, a.y - b.y);
    };
    for (let index = 0; index < 20; index += 1)
      assert.ok(apart(index, index + 1) < apart(index, index + 20), `${index}`);
  });

  it('never lays a star over another with all forces', () => {
    fc.assert(
      fc.property(graph, ({ nodes, links }) => {
        const places = [...forced(nodes, links, new Map()).values()];
        for (const [index, one] of places.entries())
          for (const other of places.slice(index + 1))
            assert.ok(Math.hypot(one.x - other.x, one.y - other.y) > 1.2 * ROOM);
      }),
      { numRuns: 40 },
    );
  });

  it('moves nothing that has a place, and puts a new star next to its neighbors', () => {
    fc.assert(
      fc.property(graph, fc.nat(), ({ nodes, links }, which) => {
        const known = forced(nodes, links, new Map());
        const neighbor = nodes[which % nodes.length]?.id ?? '';
        const added = { id: 'new', hub: false };
        const after = forced([...nodes, added], [...links, { from: neighbor, to: 'new' }], known);
        for (const [id, at] of known) assert.deepEqual(after.get(id), at);
        const [at, beside] = [after.get('new') ?? assert.fail(), known.get(neighbor) ?? assert.fail()];
        const [away, others] = [Math.hypot(at.x - beside.x, at.y - beside.y), [...known.values()]];
        assert.ok(others.every(({ x, y }) => Math.abs(x - at.x) >= 2 * ROOM || Math.abs(y - at.y) >= 2 * ROOM));
        // No farther than a square of all stars would be wide.
        assert.ok(away < 2.5 * ROOM * Math.sqrt(nodes.length), `${away}`);
      }),
      { numRuns: 40 },
    );
  });
});
