import type { CalicoctlState } from './state';

/** The outcome of a command. */
export interface Result {
  readonly state: CalicoctlState;
  readonly output: string;
  readonly exit: 0 | 1;
}

/** The result of a successful command. */
export function done(state: CalicoctlState, output: string): Result {
  return { state, output, exit: 0 };
}
