import type { Fields } from '../objects';
import type { Cause, CauseReason } from '../status-error';
import { hasRules, ruleCauses } from './rules';
import type { ObjectSchema } from './schema';
import { setCauses } from './sets';
import { NOWHERE, valueCauses } from './values';

/** Causes after which rules aren’t checked. */
const BLOCKING: ReadonlySet<CauseReason> = new Set([
  'FieldValueNotSupported',
  'FieldValueRequired',
  'FieldValueTooLong',
  'FieldValueTooMany',
  'FieldValueTypeInvalid',
]);

const UNCHECKED: Cause = {
  reason: 'FieldValueInvalid',
  message:
    'Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation',
  field: NOWHERE,
};

/**
 * Checks a custom resource by its schema: first its form, then its sets, then its rules.
 * @param found What is wrong with its metadata.
 */
export function customCauses(schema: ObjectSchema, object: Fields, found: readonly Cause[]): readonly Cause[] {
  const causes = [...found, ...valueCauses(schema, object, ''), ...setCauses(schema, object, '')];
  if (!hasRules(schema)) return causes;
  if (causes.some(({ reason }) => BLOCKING.has(reason))) return [...causes, UNCHECKED];
  return [...causes, ...ruleCauses(schema, object, '')];
}
