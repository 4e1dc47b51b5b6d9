import type { Agent, RequestListener } from 'node:http';

/** What a program of the lab may use of its surroundings: its own network place, files and clock. */
export interface Surroundings {
  /** HTTP requests that leave from the program's address. */
  readonly agent: Agent;
  /**
   * Serves HTTP at the program's address.
   * @throws Error when the port is taken.
   */
  readonly serve: (port: number, handler: RequestListener) => void;
  /** Calls a function every period until the program ends. */
  readonly every: (periodMs: number, round: () => Promise<void>) => void;
  /** A file's text, or undefined. */
  readonly readFile: (path: string) => string | undefined;
  /** The period in milliseconds that replaces the programs' own default. */
  readonly pollMs: number;
  /** Milliseconds after which a request counts as failed. */
  readonly requestTimeoutMs: number;
}

/** A program cannot start or go on; the status is what its process exits with. */
export class ProgramExit extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
    this.name = 'ProgramExit';
  }
}

/** What a Rust program exits with when it panics. */
export const PANIC = 101;
