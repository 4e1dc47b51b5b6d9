import type { Failure } from '../model/snapshot';
import { failureOf } from './store';

/** Converts an error to a failure that also says what it means for the user. */
export function problemOf(error: unknown, consequence: string): Failure {
  const failure = failureOf(error);
  return { ...failure, message: `${failure.message}${/[.!?]$/.test(failure.message) ? '' : '.'} ${consequence}` };
}
