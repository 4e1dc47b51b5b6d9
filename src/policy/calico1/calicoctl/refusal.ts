/** A command that ends without a change: its output and exit code. */
export class Refusal extends Error {
  constructor(
    readonly output: string,
    readonly exit = 1,
  ) {
    super(output);
  }
}

/** Replaces a Python traceback of the original with a reason. */
export function unreadable(what: string): Refusal {
  return new Refusal(`${what}\n`);
}
