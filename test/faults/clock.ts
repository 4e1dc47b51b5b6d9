import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers/promises';

/** How much faster the clients' clock runs: a case that needs seconds takes tenths. */
const FAST = 10;

/** Reduces the effect of a busy machine's delays. */
const SLOWER = 3;

/** The clock of this process's clients. Real servers keep the real time. */
export interface Clock {
  /** Slows the clock down from now on. */
  slowDown(): void;
  restore(): void;
}

/**
 * Speeds up time for this process: its timers, time limits and clock, and thereby everything that clients wait for.
 * Limits are measured in the clients' time.
 */
export function speedUp(): Clock {
  const { setTimeout: once, setInterval: often } = globalThis;
  const now = performance.now.bind(performance);
  const limit = AbortSignal.timeout.bind(AbortSignal);
  const delay = timers.setTimeout;
  let speed = FAST;
  let from = { real: now(), shown: now() };
  const shown = () => from.shown + (now() - from.real) * speed;
  const scaled =
    (timer: typeof once) =>
    (work: (...args: unknown[]) => void, milliseconds = 0, ...args: unknown[]) =>
      timer(work, milliseconds / speed, ...args);
  Object.assign(globalThis, { setTimeout: scaled(once), setInterval: scaled(often as unknown as typeof once) });
  performance.now = shown;
  AbortSignal.timeout = (milliseconds) => limit(Math.round(milliseconds / speed));
  timers.setTimeout = (milliseconds = 0, value, options) => delay(milliseconds / speed, value, options);
  syncBuiltinESMExports();
  return {
    slowDown: () => {
      from = { real: now(), shown: shown() };
      speed = SLOWER;
    },
    restore: () => {
      globalThis.setTimeout = once;
      globalThis.setInterval = often;
      performance.now = now;
      AbortSignal.timeout = limit;
      timers.setTimeout = delay;
      syncBuiltinESMExports();
    },
  };
}
