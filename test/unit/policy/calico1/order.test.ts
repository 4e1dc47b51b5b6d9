import assert from 'node:assert/strict';
import fc from 'fast-check';
import { byOrder, orderAfter, swapOrders, type Ordered } from '../../../../src/policy/calico1/order';

const list = (...entries: readonly (readonly [string, number | undefined])[]): readonly Ordered[] =>
  entries.map(([name, order]) => ({ name, order }));
const names = (sorted: readonly Ordered[]) => sorted.map(({ name }) => name).join('');

/** The list with changed orders, as Felix would sort it. */
function applied(sorted: readonly Ordered[], changes: readonly Ordered[]): readonly Ordered[] {
  return sorted.map((one) => changes.find(({ name }) => name === one.name) ?? one).sort(byOrder);
}

describe('swapping two policies', () => {
  it('changes one order if possible', () => {
    assert.deepEqual(swapOrders(list(['a', 100], ['b', 200], ['c', 300]), 0), list(['a', 250]));
    assert.deepEqual(swapOrders(list(['a', 100], ['b', 200]), 0), list(['a', 300]));
    assert.deepEqual(swapOrders(list(['a', 1], ['b', 2], ['c', 3]), 0), list(['a', 2.5]));
    assert.deepEqual(swapOrders(list(['a', 100], ['b', undefined]), 0), list(['b', 0]));
    assert.deepEqual(swapOrders(list(['a', undefined], ['b', undefined]), 0), list(['b', 100]));
  });

  it('prefers to change the moved policy', () =>
    assert.deepEqual(swapOrders(list(['a', 100], ['b', 200]), 0, 'second'), list(['b', 0])));

  it('renumbers the tier if orders leave no room', () => {
    const equal = list(['a', 5], ['b', 5], ['c', 5], ['d', 5]);
    assert.deepEqual(swapOrders(equal, 1), list(['a', 100], ['c', 200], ['b', 300], ['d', 400]));
  });

  it('changes nothing outside the list', () => assert.deepEqual(swapOrders(list(['a', 1]), 0), []));

  it('swaps only the two policies', () => {
    const order = fc.option(
      fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ min: -1e6, max: 1e6, noNaN: true })),
      {
        nil: undefined,
      },
    );
    const some = fc.uniqueArray(fc.record({ name: fc.stringMatching(/^[a-z]{1,2}$/), order }), {
      minLength: 2,
      maxLength: 6,
      selector: ({ name }) => name,
    });
    fc.assert(
      fc.property(some, fc.nat(), fc.constantFrom('first', 'second'), (policies, number, moved) => {
        const sorted = policies.toSorted(byOrder);
        const index = number % (sorted.length - 1);
        const wanted = sorted.toSpliced(index, 2, sorted[index + 1]!, sorted[index]!);
        assert.equal(names(applied(sorted, swapOrders(sorted, index, moved))), names(wanted));
      }),
      { numRuns: 500 },
    );
  });
});

describe('the order of a new policy', () => {
  it('is higher than all others', () => {
    assert.equal(orderAfter([]), 100);
    assert.equal(orderAfter(list(['a', 5], ['b', undefined], ['c', 250])), 350);
  });
});
