import type { Disposable } from '../../base/emitter';

/** Reports trouble. @param since When it began, in milliseconds since the epoch. */
type Report = (since: number) => void;

/**
 * Withholds trouble that may pass, so that nothing on screen moves for it.
 */
export class Grace<Key> implements Disposable {
  readonly #waiting = new Map<Key, { readonly timer: NodeJS.Timeout; report: Report }>();

  /** @param patience Milliseconds of trouble before it is reported. */
  constructor(private readonly patience: number) {}

  /** Reports trouble once it has lasted; at once without patience. Later trouble replaces what is reported, not when. */
  trouble(key: Key, report: Report): void {
    const since = Date.now();
    if (this.patience === 0) {
      report(since);
      return;
    }
    const waiting = this.#waiting.get(key);
    if (waiting) {
      waiting.report = report;
      return;
    }
    const timer = setTimeout(() => {
      const over = this.#waiting.get(key);
      this.#waiting.delete(key);
      over?.report(since);
    }, this.patience);
    this.#waiting.set(key, { timer, report });
  }

  /** Ends trouble that was not reported yet. */
  over(key: Key): void {
    clearTimeout(this.#waiting.get(key)?.timer);
    this.#waiting.delete(key);
  }

  dispose(): void {
    for (const key of [...this.#waiting.keys()]) this.over(key);
  }
}
