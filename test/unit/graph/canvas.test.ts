import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ByEdge, displaced } from '../../../webview/graph/by-edge';
import { detailAt } from '../../../webview/graph/canvas/detail';
import { inkOf, LOOKS } from '../../../webview/graph/canvas/ink';
import { distanceTo, EdgeFinder } from '../../../webview/graph/canvas/nearest';
import { forced, startsOf } from '../../../webview/graph/layouts/force';
import { steps } from '../../../webview/graph/layouts/steps';
import { pointAt } from '../../../webview/graph/curve';
import { compose } from '../../../webview/graph/scene';
import { graphOf, ring } from '../../ui/graph-states';

const GRAPH = graphOf(ring(40, 5));
const LAID = GRAPH.nodes.map(({ id, kind }) => ({ id, hub: kind === 'collector' }));
const PLACES = forced(LAID, GRAPH.edges, new Map());
const DRAWING = { ...GRAPH, groups: [] };
const SCENE = compose(DRAWING, PLACES);

describe('scene of a graph that changes', () => {
  it('keeps the shapes of all that did not', () => {
    const [first, ...others] = GRAPH.edges;
    assert.ok(first);
    const after = compose({ ...DRAWING, edges: [{ ...first, state: 'unknown' }, ...others] }, PLACES);
    assert.deepEqual(displaced(after.edges, SCENE.edges).map(({ key }) => key), [SCENE.edges[0]?.key]);
    const id = first.from;
    const moved = compose(DRAWING, new Map([...PLACES, [id, { x: 9_000, y: 0 }]]));
    assert.ok(displaced(moved.edges, SCENE.edges).every(({ edge }) => edge.from === id || edge.to === id));
    assert.equal(displaced(moved.edges, SCENE.edges).length, GRAPH.edges.filter(({ from, to }) => from === id || to === id).length);
  });
});

describe('finder of edges', () => {
  const finder = new EdgeFinder();
  finder.load(SCENE.edges);

  it('finds what a search of all edges finds', () => {
    fc.assert(fc.property(fc.integer({ min: -900, max: 900 }), fc.integer({ min: -900, max: 900 }), fc.integer({ min: 1, max: 40 }), (x, y, reach) => {
      const least = Math.min(...SCENE.edges.map((shape) => distanceTo(shape, { x, y })));
      const found = finder.nearest({ x, y }, reach);
      assert.equal(found ? distanceTo(found, { x, y }) : undefined, least <= reach ? least : undefined);
    }));
  });

  it('finds an edge by any point of it', () => {
    for (const { curve } of SCENE.edges) {
      const point = pointAt(curve, 0.37);
      const found = finder.nearest(point, 4);
      assert.ok(found && distanceTo(found, point) < 1.5);
    }
  });

  it('finds nothing where there is nothing', () => {
    assert.equal(finder.nearest({ x: 90_000, y: 0 }, 100), undefined);
    finder.load([]);
    assert.equal(finder.nearest({ x: 0, y: 0 }, 1e9), undefined);
    finder.load(SCENE.edges);
  });
});

describe('ink', () => {
  const ids = GRAPH.nodes.map(({ id }) => id);
  const ink = inkOf(SCENE, (id) => ids.indexOf(id));

  it('holds every edge once, those that are reachable above the others', () => {
    assert.equal(ink.curves.length, SCENE.edges.length * 6);
    assert.deepEqual([...ink.looks], [...ink.looks].toSorted((a, b) => a - b));
    for (const look of ['reachable', 'unreachable'] as const) {
      const count = SCENE.edges.filter(({ edge }) => edge.state === look && edge.kind === 'probe').length;
      assert.equal([...ink.looks].filter((at) => LOOKS[at] === look).length, count);
    }
    const starts = new Set(SCENE.edges.map(({ curve: { start } }) => Math.fround(start.x)));
    for (let at = 0; at < ink.curves.length; at += 6) assert.ok(starts.has(ink.curves[at] ?? NaN));
  });

  it('lets stars glow that answer', () => {
    assert.equal(ink.glowColours.length, GRAPH.nodes.filter(({ kind, answered }) => kind === 'probe' && answered).length);
  });

  it('says how dense a picture is, whatever it is of', () => {
    assert.ok(ink.density > 0);
    assert.equal(inkOf({ nodes: [], edges: [] }, () => 0).density, 0);
    assert.equal(inkOf(compose({ ...DRAWING, edges: [] }, PLACES), () => 0).density, 0);
  });
});

describe('level of detail', () => {
  it('paints fainter and thinner the more there is, and never nothing', () => {
    fc.assert(fc.property(fc.double({ min: 0.05, max: 4, noNaN: true }), fc.double({ min: 0, max: 50, noNaN: true }), fc.double({ min: 0, max: 50, noNaN: true }), (zoom, a, b) => {
      const [few, many] = [detailAt(zoom, Math.min(a, b)), detailAt(zoom, Math.max(a, b))];
      for (const look of LOOKS) assert.ok(many.width(look) <= few.width(look) && many.width(look) >= 1);
      const shade = (detail: typeof few) => detail.opacity * detail.width('reachable');
      assert.ok(shade(many) <= shade(few) + 1e-9 && many.opacity > 0 && few.opacity <= 1);
    }));
  });

  it('leaves out the glyphs that nobody could tell apart', () => {
    assert.deepEqual([0.1, 1].map((zoom) => detailAt(zoom, 1).glyphs), [false, true]);
  });
});

describe('layout of many stars', () => {
  const many = graphOf(ring(300, 4));
  const stars = many.nodes.map(({ id, kind }) => ({ id, hub: kind === 'collector' }));

  it('is the same for the same graph, and leaves room for each', () => {
    const once = forced(stars, many.edges, new Map());
    assert.deepEqual(forced(stars.toReversed(), many.edges, new Map()), new Map([...once]));
    const places = [...once.values()];
    const closest = Math.min(...places.flatMap((a, index) => places.slice(index + 1).map((b) => Math.hypot(a.x - b.x, a.y - b.y))));
    assert.ok(closest > 60, String(closest));
  });

  it('begins from places where none lies on another', () => {
    const starts = [...startsOf(stars).values()];
    assert.equal(new Set(starts.map(({ x, y }) => `${x} ${y}`)).size, stars.length - 1);
  });
});

describe('layers of a dense graph', () => {
  it('hold every star once, apart from each other, the same each time', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 120 }), fc.integer({ min: 0, max: 12 }), (count, degree) => {
      const { nodes, edges } = graphOf(ring(count, degree));
      const stars = nodes.map(({ id, kind }) => ({ id, hub: kind === 'collector' }));
      const links = edges.map(({ from, to, state }) => ({ from, to, open: state === 'reachable' }));
      const places = steps(stars, links);
      assert.equal(places.size, stars.length);
      assert.equal(new Set([...places.values()].map(({ x, y }) => `${x} ${y}`)).size, stars.length);
      assert.deepEqual(new Map([...steps(stars.toReversed(), links)]), new Map([...places]));
    }), { numRuns: 25 });
  });

  it('lead from those whom nobody asks to those whom they ask', () => {
    const star = (id: string) => ({ id, hub: false });
    const link = (from: string, to: string) => ({ from, to, open: true });
    const places = steps(['c', 'b', 'a', 'alone'].map(star), [link('a', 'b'), link('b', 'c'), link('c', 'b')]);
    const height = (id: string) => places.get(id)?.y ?? NaN;
    assert.ok(height('a') < height('b') && height('b') < height('c'));
    assert.equal(places.size, 4);
  });
});

describe('things by edge', () => {
  it('are found, and taken out once', () => {
    const things = new ByEdge<number>();
    things.set({ from: 'a', to: 'b' }, 1);
    things.set({ from: 'a', to: 'c' }, 2);
    things.set({ from: '__proto__', to: 'b' }, 3);
    assert.deepEqual([things.get({ from: 'a', to: 'b' }), things.get({ from: 'b', to: 'a' }), things.get({ from: '__proto__', to: 'b' })], [1, undefined, 3]);
    assert.deepEqual([things.take({ from: 'a', to: 'b' }), things.take({ from: 'a', to: 'b' })], [1, undefined]);
    assert.deepEqual([...things.values()], [2, 3]);
  });
});
