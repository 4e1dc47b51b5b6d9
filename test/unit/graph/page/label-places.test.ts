import assert from 'node:assert/strict';
import fc from 'fast-check';
import { LABEL_GAP, placeLabels, type Labelled } from '../../../../webview/graph/scene/labels/label-places';

const star = (id: string, x: number, y: number, change: Partial<Labelled> = {}): Labelled => ({
  id,
  place: { x, y },
  radius: 30,
  above: false,
  name: 60,
  detail: 80,
  ...change,
});
const placed = (stars: readonly Labelled[], scale = 1) =>
  Object.fromEntries(
    [...placeLabels(stars, scale)].map(([id, { above, lines }]) => [id, `${above ? 'above' : 'below'} ${lines}`]),
  );

describe('label positions', () => {
  it('are on the preferred side, with both lines, if there is room', () => {
    assert.deepEqual(
      placed([
        star('a', 0, 0),
        star('b', 300, 0, { above: true }),
        star('c', 600, 0, { detail: 0 }),
        star('d', 900, 0, { name: 0 }),
      ]),
      {
        a: 'below 2',
        b: 'above 2',
        c: 'below 1',
        d: 'below 0',
      },
    );
  });

  it('change sides to avoid a star', () => {
    assert.deepEqual(placed([star('a', 0, 0), star('b', 0, 80)]), { a: 'above 2', b: 'below 2' });
  });

  it('keep the names, and omit the lines below, if space is limited', () => {
    assert.deepEqual(placed([star('a', 0, 0), star('b', 70, 0)]), { a: 'below 2', b: 'below 1' });
  });

  it('omit labels that become too large when zooming out', () => {
    const row = [star('a', 0, 0), star('b', 90, 0), star('c', 180, 0)];
    assert.deepEqual(placed(row), { a: 'below 2', b: 'below 2', c: 'below 2' });
    assert.deepEqual(placed(row, 1.8), { a: 'below 2', b: 'above 2', c: 'below 2' });
    assert.deepEqual(placed(row, 4), { a: 'below 2', b: 'above 2', c: 'below 0' });
  });

  it('have the whole name where that takes nothing from others', () => {
    const isWhole = (stars: readonly Labelled[]) =>
      [...placeLabels(stars, 1)].flatMap(([id, place]) => (place.isWhole ? [id] : []));
    const long = { name: 140, whole: 260 };
    assert.deepEqual(isWhole([star('a', 0, 0, long), star('b', 400, 0, long), star('c', 590, 0, long)]), ['a']);
    assert.deepEqual(isWhole([star('a', 0, 0, long), star('b', 0, 400)]), ['a']);
  });

  it('keep clear of other shapes', () => {
    const below = { left: -40, top: 45, right: 40, bottom: 60 };
    assert.deepEqual(Object.fromEntries(placeLabels([star('a', 0, 0)], 1, [below])), { a: { above: true, lines: 2 } });
    assert.deepEqual(
      Object.fromEntries(placeLabels([star('a', 0, 0)], 1, [below, { ...below, top: -60, bottom: -45 }])),
      { a: { above: false, lines: 0 } },
    );
  });

  it('never overlap one another or a disc', () => {
    const any = fc.record({
      x: fc.integer({ min: 0, max: 900 }),
      y: fc.integer({ min: 0, max: 900 }),
      above: fc.boolean(),
      name: fc.nat(140),
      detail: fc.nat(140),
      radius: fc.constantFrom(18, 22, 30, 40),
    });
    fc.assert(
      fc.property(fc.array(any, { maxLength: 40 }), fc.constantFrom(1, 1.3, 1.8), (list, scale) => {
        const stars = list.map(({ x, y, ...more }, index) => star(String(index), x, y, more));
        const places = placeLabels(stars, scale);
        const labels = stars.flatMap(({ id, place: { x, y }, radius, name, detail }) => {
          const { above, lines } = places.get(id) ?? assert.fail();
          if (lines === 0) return [];
          const rows = [
            [name, 17],
            [detail, 15],
          ]
            .slice(0, lines)
            .map(([width = 0, height = 0]) => [width * scale, height * scale] as const);
          let top = above
            ? y - radius - LABEL_GAP - rows.reduce((sum, [, height]) => sum + height, 0)
            : y + radius + LABEL_GAP;
          return rows.map(([width, height]) => ({
            id,
            left: x - width / 2,
            right: x + width / 2,
            top,
            bottom: (top += height),
          }));
        });
        const discs = stars.map(({ id, place: { x, y }, radius }) => ({
          id,
          left: x - radius,
          right: x + radius,
          top: y - radius,
          bottom: y + radius,
        }));
        for (const label of labels) {
          for (const other of [...labels, ...discs]) {
            const apart =
              other.id === label.id ||
              label.right <= other.left ||
              other.right <= label.left ||
              label.bottom <= other.top ||
              other.bottom <= label.top;
            assert.ok(apart, `${label.id} and ${other.id}`);
          }
        }
      }),
    );
  });
});
