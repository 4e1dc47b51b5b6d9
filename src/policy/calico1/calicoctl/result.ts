import type { CalicoctlState } from './state';

/** What a command came to. */
export interface Result {
  readonly state: CalicoctlState;
  /** What it prints. */
  readonly output: string;
  readonly exit: 0 | 1;
}

/** The result of a command that was done. */
export function done(state: CalicoctlState, output: string): Result {
  return { state, output, exit: 0 };
}
