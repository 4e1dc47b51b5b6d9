import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  clearBit,
  countBits,
  hasBit,
  members,
  setBit,
  transpose,
  wordsFor,
  without,
} from '../../../src/policy/reach/bits';

const numbers = fc.uniqueArray(fc.integer({ min: 0, max: 99 }));

function bitsOf(list: readonly number[], size = 100) {
  const bits = new Int32Array(wordsFor(size));
  for (const number of list) setBit(bits, number);
  return bits;
}

describe('bit sets', () => {
  it('contain the added numbers', () => {
    fc.assert(
      fc.property(numbers, numbers, (list, other) => {
        const bits = bitsOf(list);
        assert.deepEqual(
          members(bits),
          [...list].sort((a, b) => a - b),
        );
        assert.equal(countBits(bits), list.length);
        assert.deepEqual(
          members(without(bits, bitsOf(other))),
          members(bits).filter((number) => !other.includes(number)),
        );
        for (const number of other) clearBit(bits, number);
        assert.ok(other.every((number) => !hasBit(bits, number)));
      }),
    );
  });

  it('transpose from rows to columns', () => {
    fc.assert(
      fc.property(
        fc
          .integer({ min: 1, max: 100 })
          .chain((size) =>
            fc.array(fc.uniqueArray(fc.integer({ min: 0, max: size - 1 })), { minLength: size, maxLength: size }),
          ),
        (rows) => {
          const columns = transpose(rows.map((row) => bitsOf(row, rows.length)));
          for (const [index, column] of columns.entries())
            assert.deepEqual(
              members(column),
              rows.flatMap((row, number) => (row.includes(index) ? [number] : [])),
            );
        },
      ),
    );
  });
});
