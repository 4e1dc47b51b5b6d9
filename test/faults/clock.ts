import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers/promises';

/** How many times faster than the world the clients live: what a case needs in seconds it takes in tenths. */
const FAST = 10;

/** For a machine that is busy with other things: its delays count as much less. */
const SLOWER = 3;

/** The clock that the clients of this process go by. Real servers beside it go on as ever. */
export interface Clock {
  /** Makes time pass more slowly from now on. */
  slowDown(): void;
  restore(): void;
}

/**
 * Makes time pass faster for this process: its timers, time limits and clock, and by them everything that the clients
 * wait for. Bounds are measured in the clients' own time.
 */
export function speedUp(): Clock {
  const { setTimeout: once, setInterval: often } = globalThis;
  const now = performance.now.bind(performance);
  const limit = AbortSignal.timeout.bind(AbortSignal);
  const delay = timers.setTimeout;
  let speed = FAST;
  let from = { real: now(), told: now() };
  const told = () => from.told + (now() - from.real) * speed;
  const scaled =
    (timer: typeof once) =>
    (work: (...args: unknown[]) => void, milliseconds = 0, ...args: unknown[]) =>
      timer(work, milliseconds / speed, ...args);
  Object.assign(globalThis, { setTimeout: scaled(once), setInterval: scaled(often as unknown as typeof once) });
  performance.now = told;
  AbortSignal.timeout = (milliseconds) => limit(Math.round(milliseconds / speed));
  timers.setTimeout = (milliseconds = 0, value, options) => delay(milliseconds / speed, value, options);
  syncBuiltinESMExports();
  return {
    slowDown: () => {
      from = { real: now(), told: told() };
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
