import type { Agent, RequestListener } from 'node:http';

/** The environment of a lab program: its own network address, files and clock. */
export interface ProgramContext {
  /** HTTP requests from the program's address. */
  readonly agent: Agent;
  /**
   * Serves HTTP at the program's address.
   * @throws Error if the port is in use.
   */
  readonly serve: (port: number, handler: RequestListener) => void;
  /** Calls a function periodically until the program exits. */
  readonly every: (periodMs: number, round: () => Promise<void>) => void;
  /** Returns a file's text, or undefined. */
  readonly readFile: (path: string) => string | undefined;
  /** The period in milliseconds, in place of the programs' default. */
  readonly pollMs: number;
  /** Milliseconds after which a request fails. */
  readonly requestTimeoutMs: number;
}

/** A program can't start or continue; the status is its exit code. */
export class ProgramExit extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
    this.name = 'ProgramExit';
  }
}

/** The exit code of a Rust program that panics. */
export const PANIC = 101;
