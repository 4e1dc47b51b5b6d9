import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ByEdge } from '../../../../webview/graph/page/by-edge';
import { detailAt } from '../../../../webview/graph/render/canvas/detail';
import { EDGE_STYLES, Packer, paintingOrder } from '../../../../webview/graph/render/canvas/packed-edges';
import { distanceTo, EdgeFinder } from '../../../../webview/graph/render/canvas/nearest';
import { forced, startsOf } from '../../../../webview/graph/layouts/force';
import { steps } from '../../../../webview/graph/layouts/steps';
import { densityOf, stepBackOf, weightOf } from '../../../../webview/graph/scene/parallel-edges';
import { pointAt } from '../../../../webview/graph/scene/curve';
import { differing } from '../../../../webview/graph/page/incremental';
import { compose, Composer, type Scene } from '../../../../webview/graph/scene/scene';
import type { GraphEdge } from '../../../../src/features/graph/protocol/elements';
import { graphOf, ring } from '../../../pages/graph/graph-states';

const GRAPH = graphOf(ring(40, 5));
const LAID = GRAPH.nodes.map(({ id, kind }) => ({ id, hub: kind === 'collector' }));
const PLACES = forced(LAID, GRAPH.edges, new Map());
const DRAWING = { ...GRAPH, groups: [] };
const SCENE = compose(DRAWING, PLACES);

/** Changes of a graph: an edge changes, is removed or added; a star moves or is renamed. */
type Happening = readonly [what: 'change' | 'go' | 'come' | 'move' | 'rename' | 'nothing', which: number];

const STATES: readonly GraphEdge['state'][] = ['reachable', 'unreachable', 'unknown'];
const happenings = fc.array(
  fc.tuple(fc.constantFrom<Happening[0]>('change', 'change', 'go', 'come', 'move', 'rename', 'nothing'), fc.nat(1_000)),
  { maxLength: 12 },
);

/** The drawings of a changing graph, with the positions of its stars. */
function story(happens: readonly Happening[]): readonly (readonly [drawing: typeof DRAWING, places: typeof PLACES])[] {
  let [drawing, places] = [DRAWING, PLACES];
  return happens.map(([what, which]) => {
    const [node, at] = [drawing.nodes[which % drawing.nodes.length], which % drawing.edges.length];
    const edge = drawing.edges[at];
    assert.ok(node && edge);
    if (what === 'change')
      drawing = { ...drawing, edges: drawing.edges.with(at, { ...edge, state: STATES[which % 3] ?? 'unknown' }) };
    if (what === 'go') drawing = { ...drawing, edges: drawing.edges.toSpliced(at, 1) };
    if (what === 'come') drawing = { ...drawing, edges: [...drawing.edges, { ...edge, to: node.id }] };
    if (what === 'move') places = new Map([...places, [node.id, { x: which, y: which * 2 }]]);
    if (what === 'rename')
      drawing = {
        ...drawing,
        nodes: drawing.nodes.with(which % drawing.nodes.length, { ...node, name: String(which) }),
      };
    return [drawing, places];
  });
}

describe('scene of a changing graph', () => {
  it('equals a fresh composition after any changes', () => {
    fc.assert(
      fc.property(happenings, (happens) => {
        const composer = new Composer();
        for (const [drawing, places] of story(happens))
          assert.deepEqual(
            plain(composer.compose(drawing, places)),
            plain(new Composer().compose(structuredClone(drawing), places)),
          );
      }),
    );
  });

  it('keeps the shapes of unchanged edges', () => {
    const [first, ...others] = GRAPH.edges;
    assert.ok(first);
    const composer = new Composer();
    const before = composer.compose(DRAWING, PLACES).edges;
    const after = composer.compose({ ...DRAWING, edges: [{ ...first, state: 'unknown' }, ...others] }, PLACES);
    assert.deepEqual(
      differing(after.edges, before).map(({ key }) => key),
      [before[0]?.key],
    );
    const id = first.from;
    const moved = composer.compose(DRAWING, new Map([...PLACES, [id, { x: 9_000, y: 0 }]]));
    assert.ok(differing(moved.edges, before).every(({ edge }) => edge.from === id || edge.to === id));
    assert.equal(
      differing(moved.edges, before).length,
      GRAPH.edges.filter(({ from, to }) => from === id || to === id).length,
    );
  });
});

/** The content of a scene, as values. */
function plain({ nodes, edges, frames, edgeIndex }: Scene): unknown {
  return {
    nodes,
    frames,
    edges: edges.map(({ key, edge, curve, line, tip }) => ({ key, edge, curve, line, tip })),
    edgeIndex: nodes.map(({ node: { id } }) => [edgeIndex.out(id), edgeIndex.of(id)]),
  };
}

describe('edge finder', () => {
  const finder = new EdgeFinder();
  finder.load(SCENE.edges);

  it('finds the same edge as a search of all edges', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -900, max: 900 }),
        fc.integer({ min: -900, max: 900 }),
        fc.integer({ min: 1, max: 40 }),
        (x, y, reach) => {
          const least = Math.min(...SCENE.edges.map((shape) => distanceTo(shape, { x, y })));
          const found = finder.nearest({ x, y }, reach);
          assert.equal(found ? distanceTo(found, { x, y }) : undefined, least <= reach ? least : undefined);
        },
      ),
    );
  });

  it('finds an edge by any point on it', () => {
    for (const { curve } of SCENE.edges) {
      const point = pointAt(curve, 0.37);
      const found = finder.nearest(point, 4);
      assert.ok(found && distanceTo(found, point) < 1.5);
    }
  });

  it('finds nothing outside the scene', () => {
    assert.equal(finder.nearest({ x: 90_000, y: 0 }, 100), undefined);
    finder.load([]);
    assert.equal(finder.nearest({ x: 0, y: 0 }, 1e9), undefined);
    finder.load(SCENE.edges);
  });
});

describe('packed scene', () => {
  const packed = new Packer().pack(SCENE);

  it('contains every edge at its place, in the color of its source', () => {
    assert.equal(packed.curves.length, SCENE.edges.length * 6);
    SCENE.edges.forEach(({ edge, curve: { start, end } }, at) => {
      assert.deepEqual(
        [...packed.curves.subarray(at * 6, at * 6 + 2), ...packed.curves.subarray(at * 6 + 4, at * 6 + 6)],
        [start.x, start.y, end.x, end.y].map(Math.fround),
      );
      assert.equal(
        EDGE_STYLES[packed.styles[at] ?? -1],
        edge.kind === 'fetch' && edge.state === 'reachable' ? 'fetch' : edge.state,
      );
      assert.equal(GRAPH.nodes[packed.colours[at] ?? -1]?.id, edge.from);
    });
  });

  it('is painted once per edge, reachable edges on top', () => {
    const order = [...paintingOrder(packed.styles)];
    assert.deepEqual(
      order.toSorted((a, b) => a - b),
      [...packed.styles.keys()],
    );
    const styles = order.map((at) => packed.styles[at] ?? -1);
    assert.deepEqual(
      styles,
      styles.toSorted((a, b) => a - b),
    );
  });

  it('equals a fresh packing after any changes', () => {
    fc.assert(
      fc.property(happenings, (happens) => {
        const [composer, packer] = [new Composer(), new Packer()];
        for (const [drawing, places] of story(happens)) {
          const scene = composer.compose(drawing, places);
          const [{ density, ...kept }, { density: expected, ...anew }] = [packer.pack(scene), new Packer().pack(scene)];
          assert.deepEqual(kept, anew);
          assert.ok(Math.abs(density - expected) <= 1e-9 * expected);
        }
      }),
    );
  });

  it('has a glow for each star that responds', () => {
    assert.equal(
      packed.glowColors.length,
      GRAPH.nodes.filter(({ kind, answered }) => kind === 'probe' && answered).length,
    );
  });

  it('has a density for any picture', () => {
    assert.ok(packed.density > 0);
    assert.equal(new Packer().pack({ nodes: [], edges: [] }).density, 0);
    assert.equal(new Packer().pack(compose({ ...DRAWING, edges: [] }, PLACES)).density, 0);
  });
});

describe('edge weight', () => {
  it('is full at low density, and decreases with density', () => {
    assert.equal(
      weightOf(
        densityOf(
          compose(
            { ...graphOf(ring(4, 3)), groups: [] },
            forced(
              ring(4, 3).map(({ id }) => ({ id, hub: false })),
              [],
              new Map(),
            ),
          ),
        ),
      ),
      1,
    );
    fc.assert(
      fc.property(fc.double({ min: 0, max: 50, noNaN: true }), fc.double({ min: 0, max: 50, noNaN: true }), (a, b) => {
        const [few, many] = [weightOf(Math.min(a, b)), weightOf(Math.max(a, b))];
        assert.ok(many <= few && many > 0.4 && few <= 1);
        assert.ok(stepBackOf(many) <= stepBackOf(few) && stepBackOf(many) > 0 && stepBackOf(1) === 1);
      }),
    );
  });

  it('is based on the same density on the page and in the worker', () => {
    assert.ok(Math.abs(densityOf(SCENE) - new Packer().pack(SCENE).density) < 1e-12);
  });
});

describe('level of detail', () => {
  it('paints fainter and thinner edges the more there are, and never invisible ones', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.05, max: 4, noNaN: true }),
        fc.double({ min: 0, max: 50, noNaN: true }),
        fc.double({ min: 0, max: 50, noNaN: true }),
        (zoom, a, b) => {
          const [few, many] = [detailAt(zoom, Math.min(a, b)), detailAt(zoom, Math.max(a, b))];
          for (const style of EDGE_STYLES) assert.ok(many.width(style) <= few.width(style) && many.width(style) >= 1);
          const shade = (detail: typeof few) => detail.opacity * detail.width('reachable');
          assert.ok(shade(many) <= shade(few) + 1e-9 && many.opacity > 0 && few.opacity <= 1);
        },
      ),
    );
  });

  it('omits glyphs that are too small to distinguish', () => {
    assert.deepEqual(
      [0.1, 1].map((zoom) => detailAt(zoom, 1).glyphs),
      [false, true],
    );
  });
});

describe('layout of many stars', () => {
  const many = graphOf(ring(300, 4));
  const stars = many.nodes.map(({ id, kind }) => ({ id, hub: kind === 'collector' }));

  it('is the same for the same graph, and keeps stars apart', () => {
    const once = forced(stars, many.edges, new Map());
    assert.deepEqual(forced(stars.toReversed(), many.edges, new Map()), new Map([...once]));
    const places = [...once.values()];
    const closest = Math.min(
      ...places.flatMap((a, index) => places.slice(index + 1).map((b) => Math.hypot(a.x - b.x, a.y - b.y))),
    );
    assert.ok(closest > 60, String(closest));
  });

  it('keeps a thousand stars apart', function () {
    this.timeout(60_000);
    const thousand = graphOf(ring(1_000, 10));
    const places = [
      ...forced(
        thousand.nodes.map(({ id, kind }) => ({ id, hub: kind === 'collector' })),
        thousand.edges,
        new Map(),
      ).values(),
    ];
    const closest = places.reduce(
      (least, a, index) =>
        places.slice(index + 1).reduce((most, b) => Math.min(most, Math.hypot(a.x - b.x, a.y - b.y)), least),
      Infinity,
    );
    assert.ok(closest > 60, String(closest));
  });

  it('starts from distinct places', () => {
    const starts = [...startsOf(stars).values()];
    assert.equal(new Set(starts.map(({ x, y }) => `${x} ${y}`)).size, stars.length - 1);
  });
});

describe('layered layout of a dense graph', () => {
  it('places every star once, apart from others, the same each time', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 120 }), fc.integer({ min: 0, max: 12 }), (count, degree) => {
        const { nodes, edges } = graphOf(ring(count, degree));
        const stars = nodes.map(({ id, kind }) => ({ id, hub: kind === 'collector' }));
        const links = edges.map(({ from, to, state }) => ({ from, to, open: state === 'reachable' }));
        const places = steps(stars, links);
        assert.equal(places.size, stars.length);
        assert.equal(new Set([...places.values()].map(({ x, y }) => `${x} ${y}`)).size, stars.length);
        assert.deepEqual(new Map([...steps(stars.toReversed(), links)]), new Map([...places]));
      }),
      { numRuns: 25 },
    );
  });

  it('places stars without probes above the stars that they probe', () => {
    const star = (id: string) => ({ id, hub: false });
    const link = (from: string, to: string) => ({ from, to, open: true });
    const places = steps(['c', 'b', 'a', 'alone'].map(star), [link('a', 'b'), link('b', 'c'), link('c', 'b')]);
    const height = (id: string) => places.get(id)?.y ?? NaN;
    assert.ok(height('a') < height('b') && height('b') < height('c'));
    assert.equal(places.size, 4);
  });
});

describe('map by edge', () => {
  it('returns entries, and takes each once', () => {
    const things = new ByEdge<number>();
    things.set({ from: 'a', to: 'b' }, 1);
    things.set({ from: 'a', to: 'c' }, 2);
    things.set({ from: '__proto__', to: 'b' }, 3);
    assert.deepEqual(
      [
        things.get({ from: 'a', to: 'b' }),
        things.get({ from: 'b', to: 'a' }),
        things.get({ from: '__proto__', to: 'b' }),
      ],
      [1, undefined, 3],
    );
    assert.deepEqual([things.take({ from: 'a', to: 'b' }), things.take({ from: 'a', to: 'b' })], [1, undefined]);
    assert.deepEqual([...things.values()], [2, 3]);
  });
});
