import { isDeepStrictEqual } from 'node:util';
import { Float, type Json } from '../../src/policy/calico1/felix/json';
import { validateRules, validateTags } from '../../src/policy/calico1/felix';
import type { Outcome } from './cases';
import { replayLifecycle, type LifecycleCase } from './verdicts';

/** A line of rule-validation.jsonl. */
export type ValidationCase = RulesCase | TagsCase | LifecycleCase;

interface Expected {
  readonly id: string;
  readonly profile_id: string;
  readonly outcome: 'accepted' | 'rejected' | 'crash';
  readonly issues?: readonly string[];
  readonly normalized?: unknown;
}

interface RulesCase extends Expected {
  readonly kind: 'rules';
  readonly rules: string;
}

interface TagsCase extends Expected {
  readonly kind: 'tags';
  readonly tags: string;
}

/** Compares outcome, codes and normal form with the recording. */
export function replayValidation(test: ValidationCase): Outcome {
  if (test.kind === 'lifecycle') return replayLifecycle(test);
  const result =
    test.kind === 'rules' ? validateRules(test.profile_id, test.rules) : validateTags(test.profile_id, test.tags);
  const fail = (what: string, got: unknown, wanted: unknown): Outcome => ({
    id: test.id,
    failure: `${what}: ${JSON.stringify(got)}, recorded ${JSON.stringify(wanted)}`,
  });
  if (result.outcome !== test.outcome) return fail('outcome', result.outcome, test.outcome);
  if (result.outcome === 'accepted') {
    const normal = plain(result.normalized);
    return test.normalized !== undefined && !isDeepStrictEqual(normal, test.normalized)
      ? fail('normal form', normal, test.normalized)
      : { id: test.id };
  }
  const codes = [...new Set<string>(result.faults.map(({ code }) => code))].sort();
  const wanted = test.issues && [...test.issues].sort();
  return wanted && !isDeepStrictEqual(codes, wanted) ? fail('issues', codes, wanted) : { id: test.id };
}

/** JSON in JavaScript doesn't distinguish floats from integers. */
function plain(value: Json): unknown {
  if (value instanceof Float) return value.value;
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
}
