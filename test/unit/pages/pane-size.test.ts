import assert from 'node:assert/strict';
import fc from 'fast-check';
import { clampSize, sizeAfterKey, type Axis } from '../../../webview/shared/panes/pane-size';

const range = fc
  .tuple(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 0, max: 2000 }))
  .map(([min, room]) => ({ min, max: min + room }));
const axis = fc.constantFrom<Axis>('x', 'y');
const key = fc.constantFrom('ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End');

describe('pane size', () => {
  it('stays in its range, and at its minimum in a range without sizes', () => {
    fc.assert(
      fc.property(
        range,
        fc.integer({ min: -500, max: 5000 }),
        axis,
        key,
        fc.boolean(),
        (limits, at, way, name, shiftKey) => {
          const size = sizeAfterKey({ key: name, shiftKey }, way, clampSize(at, limits), limits);
          if (typeof size === 'number') assert.ok(size >= limits.min && size <= limits.max);
        },
      ),
    );
    assert.equal(clampSize(300, { min: 80, max: 20 }), 80);
  });

  it('follows the splitter, which arrows move', () => {
    const limits = { min: 100, max: 500 };
    const after = (name: string, way: Axis, shiftKey = false) =>
      sizeAfterKey({ key: name, shiftKey }, way, 300, limits);
    assert.equal(after('ArrowLeft', 'x'), 310);
    assert.equal(after('ArrowRight', 'x', true), 250);
    assert.equal(after('ArrowUp', 'y'), 310);
    assert.equal(after('ArrowDown', 'y'), 290);
    assert.deepEqual([after('Home', 'y'), after('End', 'x')], [100, 500]);
    assert.equal(after('Enter', 'x'), 'default');
  });

  it('ignores other keys, and arrows across', () => {
    for (const [name, way] of [
      ['ArrowUp', 'x'],
      ['ArrowLeft', 'y'],
      ['a', 'x'],
      ['Escape', 'y'],
    ] as const)
      assert.equal(sizeAfterKey({ key: name, shiftKey: false }, way, 300, { min: 100, max: 500 }), undefined);
  });
});
