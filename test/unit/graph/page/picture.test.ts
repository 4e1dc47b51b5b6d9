import assert from 'node:assert/strict';
import fc from 'fast-check';
import { bowedCurve, endAngle, pointAt } from '../../../../webview/graph/scene/curve';
import { forced as layout } from '../../../../webview/graph/layouts/force';
import { follow, starTowards, type NavigationTarget } from '../../../../webview/graph/interaction/navigation';
import type { DrawnNode } from '../../../../webview/graph/scene/drawn';
import { edgeKey } from '../../../../webview/graph/page/received';
import { assignColors, colorAt } from '../../../../webview/graph/scene/palette';
import { boundsOf, compose, DISC } from '../../../../webview/graph/scene/scene';
import { exampleResources, graphOf } from '../../../pages/graph/graph-states';

const GRAPH = graphOf(exampleResources());
const NODES = GRAPH.nodes.map(({ id, kind }) => ({ id, hub: kind === 'collector' }));
const distance = (a: { x: number; y: number }, b: { x: number; y: number }) => Math.hypot(a.x - b.x, a.y - b.y);

describe('layout', () => {
  it('is the same for the same graph in any order', () => {
    const once = layout(NODES, GRAPH.edges, new Map());
    assert.deepEqual(layout(NODES, GRAPH.edges, new Map()), once);
    const other = layout(NODES.toReversed(), GRAPH.edges, new Map());
    for (const [id, place] of once) assert.deepEqual(other.get(id), place);
  });

  it('keeps every known position exactly, and places new stars apart from others', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 8 }), (old, more) => {
        const ids = Array.from({ length: old + more }, (_, index) => ({ id: `n${index}`, hub: false }));
        const links = ids.map(({ id }, index) => ({ from: id, to: `n${(index * 7 + 1) % ids.length}` }));
        const known = layout(ids.slice(0, old), links, new Map());
        const all = layout(ids, links, known);
        for (const [id, place] of known) assert.deepEqual(all.get(id), place);
        assert.equal(all.size, old + more);
        const places = [...all.values()];
        places.forEach((place, index) =>
          places
            .slice(index + 1)
            .forEach((other) =>
              assert.ok(distance(place, other) > 2 * DISC, `${JSON.stringify(place)} touches ${JSON.stringify(other)}`),
            ),
        );
      }),
      { numRuns: 30 },
    );
  });

  it('survives links to missing stars', () => {
    assert.equal(
      layout(
        [{ id: 'A', hub: false }],
        [
          { from: 'A', to: 'gone' },
          { from: 'gone', to: 'A' },
        ],
        new Map(),
      ).size,
      1,
    );
  });
});

describe('scene', () => {
  const places = layout(NODES, GRAPH.edges, new Map());
  const scene = compose({ ...GRAPH, groups: [] }, places);

  it('contains every star and edge within its bounds', () => {
    assert.equal(scene.nodes.length, 7);
    assert.equal(scene.edges.length, 17);
    const box = boundsOf(scene);
    assert.ok(
      box && scene.nodes.every(({ place: { x, y } }) => x > box.left && x < box.right && y > box.top && y < box.bottom),
    );
    assert.equal(boundsOf({ nodes: [] }), undefined);
  });

  it('ends edges at the rims, and bends opposite edges apart', () => {
    fc.assert(
      fc.property(fc.integer({ min: 120, max: 900 }), fc.integer({ min: -900, max: 900 }), (x, y) => {
        const [from, to] = [
          { x: 0, y: 0 },
          { x, y },
        ];
        const [there, back] = [bowedCurve(from, to, 36, 40), bowedCurve(to, from, 36, 40)];
        assert.ok(Math.abs(distance(there.start, from) - 36) < 0.5);
        assert.ok(Math.abs(distance(there.end, to) - 40) < 0.5);
        assert.ok(distance(pointAt(there, 0.5), pointAt(back, 0.5)) > 10);
        assert.ok(Number.isFinite(endAngle(there)));
      }),
    );
  });

  it('ends edges at the rims of squares too, from any direction', () => {
    const star = (id: string, kind: DrawnNode['kind']): DrawnNode => ({
      id,
      kind,
      name: id,
      hosts: [],
      addresses: [],
      profiles: [],
      tags: [],
      answered: true,
    });
    fc.assert(
      fc.property(
        fc.constantFrom('group' as const, 'outside' as const),
        fc.double({ min: 0, max: 2 * Math.PI, noNaN: true }),
        (kind, angle) => {
          const places = new Map([
            ['a', { x: 0, y: 0 }],
            ['b', { x: 400 * Math.cos(angle), y: 400 * Math.sin(angle) }],
          ]);
          const { edges, nodes } = compose(
            {
              nodes: [star('a', kind), star('b', 'probe')],
              edges: [{ from: 'b', to: 'a', kind: 'probe', state: 'unreachable', probes: [] }],
              groups: [],
            },
            places,
          );
          const { curve } = edges[0] ?? assert.fail();
          const side = nodes[0]?.radius ?? assert.fail();
          const [x, y] = [Math.abs(curve.end.x), Math.abs(curve.end.y)];
          // The circle that a round corner is part of.
          const round = kind === 'group' ? 0.4 * side : 0;
          const corner = Math.hypot(Math.max(0, x - (side - round)), Math.max(0, y - (side - round)));
          assert.ok(Math.max(x, y) > side + 4 || corner > round + 4, `${x} ${y}`);
          assert.ok(Math.hypot(x, y) < side * Math.SQRT2 + 14);
        },
      ),
    );
  });

  it('draws valid edges between overlapping stars', () => {
    const one = compose({ ...GRAPH, groups: [] }, new Map([...places.keys()].map((id) => [id, { x: 0, y: 0 }])));
    assert.ok(one.edges.every(({ line, tip }) => !/NaN|Infinity/.test(line + tip)));
  });

  it('supports the keyboard: from star to star, and along edges and back', () => {
    const press = (key: string, at: NavigationTarget, shiftKey = false) => follow({ key, shiftKey }, at, scene);
    for (const { node } of scene.nodes) {
      for (const [way, back] of [
        ['left', 'right'],
        ['up', 'down'],
      ] as const) {
        const next = starTowards(node.id, way, scene);
        if (next !== undefined) assert.notEqual(starTowards(next, back, scene), undefined);
      }
    }
    for (const { edge, key } of scene.edges) {
      // One of four arrows leads along, one back, and the others around the star.
      const met = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'].map((arrow) => press(arrow, { edge: key }));
      for (const star of [edge.from, edge.to])
        assert.equal(
          met.filter((place) => place && 'node' in place && place.node === star).length,
          1,
          `${key} ${star}`,
        );
      for (const place of met)
        if (place && 'edge' in place)
          assert.equal(scene.edges.find((shape) => shape.key === place.edge)?.edge.from, edge.from);
      assert.deepEqual(press('Escape', { edge: key }), { node: edge.from });
    }
    assert.deepEqual([press('Home', { node: 'B' }), press('End', { node: 'B' })], [{ node: 'A' }, { node: '★' }]);
    for (const key of ['x', 'Escape', 'Enter']) assert.equal(press(key, { node: 'A' }), undefined);
    assert.equal(press('ArrowLeft', { edge: 'gone' }), undefined);
  });

  it('supports the keyboard: to the edge in the direction of an arrow key', () => {
    const nodes = ['a', 'b', 'c'].map((id) => ({
      id,
      kind: 'probe' as const,
      name: id,
      hosts: [],
      addresses: [],
      profiles: [],
      tags: [],
      answered: true,
    }));
    const edge = (from: string, to: string) => ({
      from,
      to,
      kind: 'probe' as const,
      state: 'reachable' as const,
      probes: [],
    });
    const places = new Map([
      ['a', { x: 0, y: 0 }],
      ['b', { x: 300, y: 0 }],
      ['c', { x: 0, y: 300 }],
    ]);
    const cross = compose({ nodes, edges: [edge('a', 'b'), edge('b', 'a'), edge('c', 'a')], groups: [] }, places);
    const along = (arrow: string, node: string) => follow({ key: `Arrow${arrow}`, shiftKey: true }, { node }, cross);
    assert.deepEqual(
      along('Right', 'a'),
      { edge: edgeKey({ from: 'a', to: 'b' }) },
      'prefers the outgoing of two opposite edges',
    );
    assert.deepEqual(along('Down', 'a'), { edge: edgeKey({ from: 'c', to: 'a' }) }, 'also follows an incoming edge');
    assert.deepEqual(along('Left', 'b'), { edge: edgeKey({ from: 'b', to: 'a' }) });
    assert.equal(along('Left', 'a'), undefined);
  });

  it('supports the keyboard: Escape moves from a star to its group’s frame, arrows move back in', () => {
    const grouped = {
      id: 'a',
      kind: 'probe' as const,
      name: 'a',
      hosts: [],
      addresses: [],
      profiles: [],
      tags: [],
      answered: true,
      group: 'g',
    };
    const framed = compose(
      { nodes: [grouped], edges: [], groups: [{ key: 'g', name: 'g', members: ['a'] }] },
      new Map([['a', { x: 0, y: 0 }]]),
    );
    assert.deepEqual(follow({ key: 'Escape', shiftKey: false }, { node: 'a' }, framed), { frame: 'g' });
    assert.deepEqual(follow({ key: 'ArrowDown', shiftKey: false }, { frame: 'g' }, framed), { node: 'a' });
    assert.equal(follow({ key: 'Escape', shiftKey: false }, { frame: 'g' }, framed), undefined);
  });
});

describe('palette', () => {
  it('never runs out, and never repeats a color', () => {
    const colours = Array.from({ length: 200 }, (_, place) => colorAt(place));
    assert.equal(new Set(colours).size, 200);
  });

  it('keeps each star’s color as others are added and removed', () => {
    const first = assignColors(['B', 'C'], {});
    assert.deepEqual(assignColors(['A', 'C', 'D'], first), { B: 0, C: 1, A: 2, D: 3 });
    assert.deepEqual(assignColors(['A', 'B'], { B: 0, D: 2 }), { B: 0, D: 2, A: 1 });
  });
});
