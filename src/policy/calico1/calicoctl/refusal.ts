/** A command that ends without a change: what it prints, and its exit code. */
export class Refusal extends Error {
  constructor(
    readonly output: string,
    readonly exit = 1,
  ) {
    super(output);
  }
}

/** The original ends in a Python traceback here; this says why the command cannot be done. */
export function unreadable(what: string): Refusal {
  return new Refusal(`${what}\n`);
}
