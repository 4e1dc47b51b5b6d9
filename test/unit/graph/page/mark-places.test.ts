import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Boxes } from '../../../../webview/graph/scene/labels/boxes';
import { bowedCurve, pointAt } from '../../../../webview/graph/scene/curve';
import { placeLabels } from '../../../../webview/graph/scene/labels/label-places';
import { MARK_AT, placeMarks, type MarkedEdge } from '../../../../webview/graph/scene/labels/mark-places';

const [preferred] = MARK_AT;
const edge = (key: string, from: readonly [number, number], to: readonly [number, number]): MarkedEdge => ({
  key,
  curve: bowedCurve({ x: from[0], y: from[1] }, { x: to[0], y: to[1] }, 30, 30),
  width: 90,
  isText: false,
});

describe('positions of edge marks', () => {
  it('are off the middle if there is room', () => {
    const places = placeMarks([edge('a', [0, 0], [600, 0])], 1, new Boxes());
    assert.deepEqual([...places], [['a', preferred]]);
  });

  it('avoid a label', () => {
    const marked = edge('a', [0, 0], [600, 0]);
    const { x, y } = pointAt(marked.curve, preferred);
    const taken = new Boxes();
    taken.add([{ left: x - 40, top: y - 10, right: x + 40, bottom: y + 10 }], 'label');
    const [[, part] = []] = placeMarks([marked], 1, taken);
    assert.ok(part !== undefined && part !== preferred);
  });

  it('need less room without a sign', () => {
    const marked = edge('a', [0, 0], [600, 0]);
    const { x, y } = pointAt(marked.curve, preferred);
    const taken = new Boxes();
    taken.add([{ left: x - 40, top: y + 10, right: x + 40, bottom: y + 30 }], 'label');
    const partOf = (isText: boolean) => placeMarks([{ ...marked, isText }], 1, taken).get('a');
    assert.equal(partOf(true), preferred);
    assert.notEqual(partOf(false), preferred);
  });

  it('omit the text if there is no room', () => {
    const taken = new Boxes();
    taken.add([{ left: -1000, top: -1000, right: 1000, bottom: 1000 }], 'label');
    assert.deepEqual([...placeMarks([edge('a', [0, 0], [600, 0])], 1, taken)], [['a', undefined]]);
  });

  it('overlap no label and no other mark, for any graph', () => {
    const point = fc.tuple(fc.integer({ min: 0, max: 900 }), fc.integer({ min: 0, max: 600 }));
    fc.assert(
      fc.property(fc.array(point, { minLength: 2, maxLength: 12 }), (points) => {
        const stars = points.map(([x, y], index) => ({
          id: `n${index}`,
          place: { x, y },
          radius: 30,
          above: false,
          name: 60,
          detail: 80,
        }));
        const edges = points.slice(1).map((to, index) => edge(`e${index}`, points[index] ?? [0, 0], to));
        const labels = new Boxes();
        placeLabels(stars, 1, [], labels);
        const signs = placeMarks(edges, 1, labels);
        for (const marked of edges) {
          const part = signs.get(marked.key);
          if (part === undefined) continue;
          const { x, y } = pointAt(marked.curve, part);
          const box = { left: x - 45, top: y - 11, right: x + 45, bottom: y + 30 };
          assert.ok(labels.haveRoom([box], marked.key));
        }
      }),
    );
  });
});
