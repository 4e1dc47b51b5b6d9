import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { same } from '../../../src/graph/same';

describe('sameness of what messages hold', () => {
  it('is that of the engine', () => {
    fc.assert(fc.property(fc.jsonValue({ maxDepth: 3 }), fc.jsonValue({ maxDepth: 3 }), (a, b) => same(a, b) === isDeepStrictEqual(a, b) || Object.is(a, -0) || Object.is(b, -0)));
    fc.assert(fc.property(fc.jsonValue(), (value) => same(value, JSON.parse(JSON.stringify(value)))));
  });

  it('looks at every part', () => {
    const value = (leaf: unknown) => ({ list: [{ deep: leaf }], other: 1 });
    for (const leaf of [null, 0, '', [], {}, { a: 1 }, [0]]) {
      assert.ok(same(value(leaf), value(structuredClone(leaf))));
      assert.ok(!same(value(leaf), value('else')));
      assert.ok(!same(value('else'), value(leaf)));
    }
    assert.ok(!same({ a: undefined }, { b: undefined }));
    assert.ok(!same([1], { 0: 1, length: 1 }));
  });
});
