import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers/promises';

/**
 * Makes time pass faster for this process: its timers, time limits and clock, and by them everything that the clients
 * wait for. What a case needs in seconds it takes in tenths, and bounds are measured in the clients' own time.
 */
export const SPEED = 10;

/** Speeds time up until the returned function is called. Real servers beside this process go on as ever. */
export function speedUp(): () => void {
  const { setTimeout: once, setInterval: often } = globalThis;
  const now = performance.now.bind(performance);
  const limit = AbortSignal.timeout.bind(AbortSignal);
  const delay = timers.setTimeout;
  const from = now();
  const scaled = (timer: typeof once) => (work: (...args: unknown[]) => void, milliseconds = 0, ...args: unknown[]) => timer(work, milliseconds / SPEED, ...args);
  Object.assign(globalThis, { setTimeout: scaled(once), setInterval: scaled(often as unknown as typeof once) });
  performance.now = () => from + (now() - from) * SPEED;
  AbortSignal.timeout = (milliseconds) => limit(milliseconds / SPEED);
  timers.setTimeout = (milliseconds = 0, value, options) => delay(milliseconds / SPEED, value, options);
  syncBuiltinESMExports();
  return () => {
    globalThis.setTimeout = once;
    globalThis.setInterval = often;
    performance.now = now;
    AbortSignal.timeout = limit;
    timers.setTimeout = delay;
    syncBuiltinESMExports();
  };
}
