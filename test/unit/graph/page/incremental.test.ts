import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  IncrementalFilter,
  IncrementalTally,
  replacedAt,
  withReplaced,
} from '../../../../webview/graph/page/incremental';

interface Thing {
  readonly kind: 'a' | 'b' | 'c';
}

/** Lists derived from each other by replacing, inserting and removing items. */
const histories = fc
  .array(
    fc.record({
      kinds: fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 6 }),
      step: fc.constantFrom('replace', 'replace', 'add', 'cut', 'same'),
      at: fc.nat(12),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map((steps) => {
    let list: readonly Thing[] = [];
    return steps.map(({ kinds, step, at }) => {
      const things = kinds.map((kind): Thing => ({ kind }));
      if (step === 'add') list = [...list.slice(0, at), ...things, ...list.slice(at)];
      if (step === 'cut') list = list.filter((_, place) => place % 5 !== at % 5);
      if (step === 'replace') list = list.map((thing, place) => things[place - at] ?? thing);
      return list;
    });
  });

describe('a value computed from a changing list', () => {
  it('equals a fresh computation', () => {
    fc.assert(
      fc.property(histories, (history) => {
        const [filter, tally] = [
          new IncrementalFilter<Thing>(),
          new IncrementalTally(({ kind }: Thing) => (kind === 'c' ? undefined : kind)),
        ];
        const isA = ({ kind }: Thing) => kind === 'a';
        for (const list of history) {
          const found = filter.of(list, isA);
          const expected = list.filter(isA);
          assert.ok(found.length === expected.length && found.every((thing, at) => thing === expected[at]));
          tally.count(list);
          assert.deepEqual(
            [tally.of('a'), tally.of('b')],
            ['a', 'b'].map((wanted) => list.filter(({ kind }) => kind === wanted).length),
          );
        }
      }),
      { numRuns: 500 },
    );
  });

  it('is recomputed only for replaced items', () => {
    const list = Array.from({ length: 100 }, (_, n) => n);
    const other = list.with(40, 1_000);
    const asked: number[] = [];
    const recording =
      <T>(result: T) =>
      (n: number): T => {
        asked.push(n);
        return result;
      };
    const [filter, tally] = [new IncrementalFilter<number>(), new IncrementalTally<number, 'x'>(recording('x'))];
    const test = recording(true);
    const all = [() => filter.of(list, test), () => tally.count(list)];
    for (const run of all) run();
    assert.equal(asked.splice(0).length, 200);
    filter.of(other, test);
    tally.count(other);
    // Removed items are subtracted from the tally.
    assert.deepEqual(asked.splice(0), [1_000, 40, 1_000]);
    filter.of(other, recording(false));
    assert.equal(asked.length, 100, 'another test');
  });

  it('keeps its identity if the same items pass', () => {
    const filter = new IncrementalFilter<number>();
    const [even, any] = [(n: number) => n % 2 === 0, () => true];
    const first = filter.of([1, 2, 3], even);
    assert.equal(filter.of([5, 2, 3], even), first);
    assert.notEqual(filter.of([5, 4, 3], even), first);
    const all = [1, 2];
    assert.equal(filter.of(all, any), all);
  });

  it('detects where lists differ', () => {
    assert.deepEqual(replacedAt([1, 2, 3], [1, 5, 3]), [1]);
    assert.equal(replacedAt([1, 2, 3], [1, 3]), undefined);
    const list = [1, 2];
    const other = withReplaced(list, [[1, 0]]);
    assert.deepEqual(
      [other, list],
      [
        [1, 0],
        [1, 2],
      ],
    );
    assert.deepEqual(
      [replacedAt(list, other), replacedAt(other, list), replacedAt([7, 2], other), replacedAt(list, list)],
      [[1], [1], [0, 1], []],
    );
  });
});
