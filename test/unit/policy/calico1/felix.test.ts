import assert from 'node:assert/strict';
import { readCases, type Outcome } from '../../../conformance/cases';
import { replayValidation, type ValidationCase } from '../../../conformance/validation';
import { replayVerdicts, type VerdictCase } from '../../../conformance/verdicts';

describe('Felix 1.4, as measured', () => {
  const failures = (outcomes: readonly Outcome[]) => outcomes.filter(({ failure }) => failure !== undefined);

  it('accepts, rejects and normalizes stored documents alike', () => {
    const cases = readCases<ValidationCase>('rule-validation.jsonl');
    assert.equal(cases.length, 196);
    assert.deepEqual(failures(cases.map(replayValidation)), []);
  });

  it('allows the same flows', () => {
    const outcomes = readCases<VerdictCase>('verdicts.jsonl').flatMap(replayVerdicts);
    assert.equal(outcomes.length, 3745);
    assert.deepEqual(failures(outcomes), []);
  });
});
