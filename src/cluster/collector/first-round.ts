import type { App } from '../model/snapshot';
import { roundMilliseconds } from './probe-command';

/**
 * Whether an app has not completed its first round of measurements, during which star-probe reports every target as
 * unreachable. A start in the future indicates a wrong clock.
 * @param at The time of the observation in milliseconds since the epoch.
 */
export function isBeforeFirstRound(app: App | undefined, at: number): boolean {
  const age = at - Date.parse(app?.tasks[0]?.startedAt ?? '');
  return age >= 0 && age < roundMilliseconds(app?.command);
}
