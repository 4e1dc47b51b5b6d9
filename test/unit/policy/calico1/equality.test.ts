import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { sameJson } from '../../../../src/base/json';

describe('deep equality of messages', () => {
  it('agrees with Node’s', () => {
    fc.assert(
      fc.property(
        fc.jsonValue({ maxDepth: 3 }),
        fc.jsonValue({ maxDepth: 3 }),
        (a, b) => sameJson(a, b) === isDeepStrictEqual(a, b) || Object.is(a, -0) || Object.is(b, -0),
      ),
    );
    fc.assert(fc.property(fc.jsonValue(), (value) => sameJson(value, JSON.parse(JSON.stringify(value)))));
  });

  it('compares every part', () => {
    const value = (leaf: unknown) => ({ list: [{ deep: leaf }], other: 1 });
    for (const leaf of [null, 0, '', [], {}, { a: 1 }, [0]]) {
      assert.ok(sameJson(value(leaf), value(structuredClone(leaf))));
      assert.ok(!sameJson(value(leaf), value('else')));
      assert.ok(!sameJson(value('else'), value(leaf)));
    }
    assert.ok(!sameJson({ a: undefined }, { b: undefined }));
    assert.ok(!sameJson([1], { 0: 1, length: 1 }));
  });
});
