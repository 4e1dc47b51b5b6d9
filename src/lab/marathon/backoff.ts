import type { AppDefinition } from './definitions/app';

/** A task that ran this long, in milliseconds, was no crash at the start. */
const VIABLE = 60_000;

/** How long an app that keeps failing has to wait before its next task (Marathon's RateLimiter). */
export class Backoff {
  #delayMs = 0;
  #until = 0;

  /** Milliseconds to wait from now on. */
  get remainingMs(): number {
    return Math.max(0, this.#until - Date.now());
  }

  /** Takes note of a failure; each one in a row makes the next wait longer. */
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
