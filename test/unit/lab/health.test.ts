import assert from 'node:assert/strict';
import { afterResult, isHopeless, unknownHealth } from '../../../src/lab/marathon/health/health';
import { healthCheckSchema } from '../../../src/lab/marathon/health/health-check-schema';

describe('task health', () => {
  const check = healthCheckSchema.parse({ gracePeriodSeconds: 10, maxConsecutiveFailures: 2 });
  const started = '2016-04-11T10:00:00.000Z';
  const at = (seconds: number) => Date.parse(started) + seconds * 1000;

  it('ignores failures in the grace period, until the first success', () => {
    const early = afterResult(unknownHealth('t'), 'refused', check, started, at(5));
    assert.equal(early.consecutiveFailures, 0);
    const well = afterResult(early, undefined, check, started, at(6));
    assert.deepEqual([well.alive, well.firstSuccess], [true, '2016-04-11T10:00:06.000Z']);
    assert.equal(afterResult(well, 'refused', check, started, at(7)).consecutiveFailures, 1);
  });

  it('is hopeless after too many consecutive failures', () => {
    const once = afterResult(unknownHealth('t'), 'refused', check, started, at(11));
    const twice = afterResult(once, '503', check, started, at(12));
    assert.deepEqual([isHopeless(once, check), isHopeless(twice, check), twice.lastFailureCause], [false, true, '503']);
    assert.ok(!isHopeless(twice, { ...check, maxConsecutiveFailures: 0 }), 'zero never kills');
    assert.ok(!isHopeless(afterResult(twice, undefined, check, started, at(13)), check));
  });
});
