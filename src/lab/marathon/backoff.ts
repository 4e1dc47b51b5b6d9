import type { AppDefinition } from './definitions/app';

/** A task that ran this long, in milliseconds, did not crash at start. */
const VIABLE = 60_000;

/** The launch delay of an app that keeps failing (Marathon's RateLimiter). */
export class Backoff {
  #delayMs = 0;
  #until = 0;

  /** Milliseconds left to wait. */
  get remainingMs(): number {
    return Math.max(0, this.#until - Date.now());
  }

  /** Records a failure; each consecutive one increases the next delay. */
  failed({ backoffSeconds, backoffFactor, maxLaunchDelaySeconds }: AppDefinition, ranMs: number): void {
    const longer = this.#delayMs === 0 || ranMs > VIABLE ? backoffSeconds * 1000 : this.#delayMs * backoffFactor;
    this.#delayMs = Math.min(longer, maxLaunchDelaySeconds * 1000);
    this.#until = Date.now() + this.#delayMs;
  }

  reset(): void {
    this.#delayMs = 0;
    this.#until = 0;
  }
}
