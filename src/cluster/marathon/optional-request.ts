import { isClusterError } from '../connection/errors';
import { RetryBackoff } from '../../base/backoff';

/** Milliseconds before something that was refused is asked for again, the first time and at most. */
const FIRST_PAUSE = 15_000;
const LONGEST_PAUSE = 600_000;

/** What came of a question: an answer, or why there is none. */
export type Answered<T> = { readonly value: T } | { readonly error: unknown };

/**
 * A question without whose answer all else goes on. While it fails it is asked ever more rarely, and in between its
 * last failure stands.
 */
export class OptionalRequest<T> {
  readonly #backoff = new RetryBackoff(FIRST_PAUSE, LONGEST_PAUSE);
  #failed: { readonly error: unknown; readonly until: number } | undefined;

  constructor(private readonly question: (signal: AbortSignal | undefined) => Promise<T>) {}

  /** @throws what the question throws when it was cancelled: that says nothing of the server. */
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
