import assert from 'node:assert/strict';
import { replayCalicoctl, type CalicoctlCase } from '../../conformance/calicoctl';
import { readCases } from '../../conformance/cases';

describe('calicoctl profile, as recorded', () => {
  const outcomes = readCases<CalicoctlCase>('calicoctl.jsonl').map(replayCalicoctl);

  it('does what the original does', () => {
    assert.equal(outcomes.length, 887);
    assert.deepEqual(outcomes.filter(({ failure }) => failure !== undefined), []);
  });
});
