import assert from 'node:assert/strict';
import { eachInTurn, finished, inSlices, Slices, sortedInTurn } from '../../../src/base/time-slices';

/** Steps that take a millisecond each, by a clock of their own. */
class Steps {
  #time = 0;
  readonly slices = new Slices(() => this.#time);

  constructor(private readonly log: (step: number) => void) {}

  *run(count: number): Generator<undefined, number> {
    for (let step = 1; step <= count; step += 1) {
      this.#time += 1;
      this.log(step);
      yield;
    }
    return count;
  }
}

/** Counts the rounds of the event loop while some work is done. */
async function roundsOf(work: (round: () => number) => Promise<unknown>): Promise<void> {
  let rounds = 0;
  let isOver = false;
  const next = () => {
    rounds += 1;
    if (!isOver) setImmediate(next);
  };
  setImmediate(next);
  await work(() => rounds);
  isOver = true;
}

describe('Slices of time', () => {
  it('end after two milliseconds, and go on in the next round of the event loop', async () => {
    await roundsOf(async (round) => {
      const done: number[][] = [];
      const steps = new Steps((step) => (done[round()] ??= []).push(step));
      assert.equal(await inSlices(steps.run(5), undefined, steps.slices), 5);
      assert.deepEqual(
        done.filter((slice) => slice.length > 0),
        [[1, 2], [3, 4], [5]],
      );
    });
  });

  it('of several works are in different rounds', async () => {
    await roundsOf(async (round) => {
      const workers = new Map<number, Set<string>>();
      const working = ['a', 'b', 'c'].map((name) => {
        const steps = new Steps(() => {
          const now = workers.get(round()) ?? new Set();
          workers.set(round(), now.add(name));
        });
        return inSlices(steps.run(20), undefined, steps.slices);
      });
      await Promise.all(working);
      const [began, ...later] = [...workers.values()].map(({ size }) => size);
      assert.equal(began, 3);
      assert.deepEqual(new Set(later), new Set([1]));
      assert.equal(later.length, 27);
    });
  });
});

describe('eachInTurn', () => {
  it('pauses after every few items', () => {
    const handled: number[] = [];
    const pauses = [...eachInTurn([1, 2, 3, 4, 5, 6, 7], (item) => handled.push(item), 3)].map(() => handled.length);
    assert.deepEqual(handled, [1, 2, 3, 4, 5, 6, 7]);
    assert.equal(pauses.length, 2);
  });
});

describe('sortedInTurn', () => {
  const items = Array.from({ length: 5_000 }, (_, place) => ({ place, key: (place * 7_919) % 1_013 }));
  const compare = (a: { readonly key: number }, b: { readonly key: number }) => a.key - b.key;

  it('sorts like toSorted, which keeps the order of equal items', () => {
    for (const size of [0, 1, 255, 256, 257, 1_000, 5_000]) {
      const some = items.slice(0, size);
      assert.deepEqual(finished(sortedInTurn(some, compare)), some.toSorted(compare), String(size));
    }
  });

  it('compares each item once with the next if all are in order', () => {
    let compared = 0;
    const sorted = items.toSorted(compare);
    const counting = (a: { readonly key: number }, b: { readonly key: number }) => {
      compared += 1;
      return compare(a, b);
    };
    assert.deepEqual(finished(sortedInTurn(sorted, counting)), sorted);
    assert.equal(compared, sorted.length - 1);
  });

  it('compares only so many items between two pauses', () => {
    let compared = 0;
    let most = 0;
    const counting = (a: { readonly key: number }, b: { readonly key: number }) => {
      compared += 1;
      return compare(a, b);
    };
    for (const work = sortedInTurn(items, counting); ; compared = 0) {
      const { done } = work.next();
      most = Math.max(most, compared);
      if (done) break;
    }
    assert.ok(most > 0 && most < 4_000, String(most));
  });
});
