import assert from 'node:assert/strict';
import { followForever } from '../../../../src/cluster/connection/source';
import { speedUp, type Clock } from '../../../faults/clock';

describe('followForever', () => {
  let clock: Clock;
  before(() => (clock = speedUp()));
  after(() => clock.restore());

  it('waits longer after each failure despite data in between, and passes problems on', async () => {
    const end = new AbortController();
    const began: number[] = [];
    const problems: unknown[] = [];
    const refused = { kind: 'forbidden', message: 'Events are refused.' } as const;
    const follow = (deliver: (data: number, problems?: readonly (typeof refused)[]) => void) => {
      began.push(performance.now());
      deliver(began.length, [refused]);
      if (began.length === 3) end.abort();
      return Promise.reject(new Error('refused'));
    };
    await followForever(
      { follow },
      (_, seen) => problems.push(seen),
      () => undefined,
      end.signal,
    );
    const [, second = 0, third = 0] = began;
    // Timers are never early; the first pause, to which a delivery used to reset, is half a second.
    assert.ok(third - second > 990, `the second pause took ${third - second} ms`);
    assert.deepEqual(problems, [[refused], [refused], [refused]]);
  });
});
