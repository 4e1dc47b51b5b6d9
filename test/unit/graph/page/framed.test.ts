import assert from 'node:assert/strict';
import fc from 'fast-check';
import { place } from '../../../../webview/graph/layouts/layout';
import { ROOM, type Frame, type LayoutNode, type Places } from '../../../../webview/graph/layouts/place';

/** Groups with some members each, of which the first has groups of its own. */
interface Shape {
  readonly sizes: readonly number[];
  readonly inner: number;
}

const shape: fc.Arbitrary<Shape> = fc.record({
  sizes: fc.array(fc.integer({ min: 2, max: 30 }), { minLength: 2, maxLength: 12 }),
  inner: fc.integer({ min: 2, max: 8 }),
});

/** The nodes and frames while some groups are expanded: `g0`, `g1` … and, in the first, `g0/0`, `g0/1` …. */
function pictured({ sizes, inner }: Shape, expanded: ReadonlySet<string>) {
  const nodes: LayoutNode[] = [{ id: 'outside', hub: false }];
  const frames: Frame[] = [];
  for (const [index, size] of sizes.entries()) {
    const id = `g${index}`;
    if (!expanded.has(id)) {
      nodes.push({ id, hub: false });
      continue;
    }
    frames.push({ id });
    for (let member = 0; member < size; member += 1) {
      const child = `${id}/${member}`;
      if (!expanded.has(child)) nodes.push({ id: child, hub: false, group: id });
      else {
        frames.push({ id: child, parent: id });
        for (let one = 0; one < inner; one += 1) nodes.push({ id: `${child}/${one}`, hub: false, group: child });
      }
    }
  }
  return { nodes, frames };
}

function placed(of: Shape, expanded: readonly string[], known: Places): Places {
  const { nodes, frames } = pictured(of, new Set(expanded));
  const links = nodes.flatMap(({ id: from }, index) =>
    nodes.slice(index + 1, index + 3).map(({ id: to }) => ({ from, to, open: true })),
  );
  return place({ name: 'force', nodes, links, frames, known, pinned: new Map() });
}

/** Pairs of stars that are closer than their discs and labels allow. */
function crowded(of: Shape, expanded: readonly string[], places: Places): readonly string[] {
  const { nodes } = pictured(of, new Set(expanded));
  return nodes.flatMap(({ id: one }, index) =>
    nodes.slice(index + 1).flatMap(({ id: other }) => {
      const [a, b] = [places.get(one) ?? assert.fail(one), places.get(other) ?? assert.fail(other)];
      return Math.abs(a.x - b.x) < 1.2 * ROOM && Math.abs(a.y - b.y) < 1.2 * ROOM ? [`${one} ${other}`] : [];
    }),
  );
}

describe('the layout of expanded groups', () => {
  it('moves nothing that stays, and lays nothing over another, however groups are expanded', () => {
    fc.assert(
      fc.property(shape, fc.infiniteStream(fc.nat(100)), (of, choices) => {
        let known = placed(of, [], new Map());
        const expanded: string[] = [];
        for (const next of ['g0', 'g0/0', 'g1', 'g0/1']) {
          if (choices.next().value === 0) continue;
          expanded.push(next);
          if (next.includes('/') && !expanded.includes('g0')) expanded.pop();
          const after = placed(of, expanded, known);
          for (const [id, at] of known) assert.deepEqual(after.get(id), at, id);
          assert.deepEqual(crowded(of, expanded, after), []);
          known = after;
        }
      }),
      { numRuns: 60 },
    );
  });

  it('keeps the stars of others out of a frame', () => {
    const of = { sizes: [12, 3, 4, 5, 6, 7], inner: 6 };
    const places = placed(of, ['g0', 'g0/3'], placed(of, ['g0'], placed(of, [], new Map())));
    const inside = [...places].filter(([id]) => id.startsWith('g0/')).map(([, at]) => at);
    const [left, right] = [Math.min(...inside.map(({ x }) => x)), Math.max(...inside.map(({ x }) => x))];
    const [top, bottom] = [Math.min(...inside.map(({ y }) => y)), Math.max(...inside.map(({ y }) => y))];
    for (const [id, { x, y }] of places)
      if (!id.startsWith('g0')) assert.ok(x < left || x > right || y < top || y > bottom, id);
  });

  it('places a new star of a group beside the others', () => {
    const known = placed({ sizes: [4, 5], inner: 2 }, ['g0'], placed({ sizes: [4, 5], inner: 2 }, [], new Map()));
    const after = placed({ sizes: [5, 5], inner: 2 }, ['g0'], known);
    for (const [id, at] of known) assert.deepEqual(after.get(id), at, id);
    const added = after.get('g0/4') ?? assert.fail();
    const nearest = Math.min(
      ...[...known].flatMap(([id, { x, y }]) => (id.startsWith('g0/') ? [Math.hypot(x - added.x, y - added.y)] : [])),
    );
    assert.ok(nearest < 5 * ROOM, String(nearest));
  });

  it('expands groups of a page that has no positions yet', () => {
    const of = { sizes: [9, 3, 4], inner: 3 };
    const places = placed(of, ['g0', 'g1', 'g0/2'], new Map());
    assert.deepEqual(crowded(of, ['g0', 'g1', 'g0/2'], places), []);
  });
});
