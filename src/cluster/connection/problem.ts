import type { Failure } from '../model/snapshot';
import { failureOf } from './store';

/** What could not be had, as a failure that also says what that means for what is shown. */
export function problemOf(error: unknown, consequence: string): Failure {
  const failure = failureOf(error);
  return { ...failure, message: `${failure.message}${/[.!?]$/.test(failure.message) ? '' : '.'} ${consequence}` };
}
