import { isClusterError } from '../connection/errors';
import { RetryBackoff } from '../../base/backoff';

/** Milliseconds before a failed request is repeated, the first time and at most. */
const FIRST_PAUSE = 15_000;
const LONGEST_PAUSE = 600_000;

/** The result of a request: a value or an error. */
export type Answered<T> = { readonly value: T } | { readonly error: unknown };

/** A request whose failure is tolerated. Retries less and less often, and returns the last error in between. */
export class OptionalRequest<T> {
  readonly #backoff = new RetryBackoff(FIRST_PAUSE, LONGEST_PAUSE);
  #failed: { readonly error: unknown; readonly until: number } | undefined;

  constructor(private readonly question: (signal: AbortSignal | undefined) => Promise<T>) {}

  /** @throws The request's error if it was canceled, because that reveals nothing about the server. */
  async ask(signal?: AbortSignal): Promise<Answered<T>> {
    if (this.#failed && performance.now() < this.#failed.until) return { error: this.#failed.error };
    try {
      const value = await this.question(signal);
      this.#failed = undefined;
      this.#backoff.reset();
      return { value };
    } catch (error) {
      if (isClusterError(error) && error.kind === 'cancelled') throw error;
      this.#failed = { error, until: performance.now() + this.#backoff.next() };
      return { error };
    }
  }
}
