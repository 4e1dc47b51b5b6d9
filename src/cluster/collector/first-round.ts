import type { App } from '../model/snapshot';
import { roundMilliseconds } from './probe-command';

/**
 * Whether an app is younger than its first round of measurements: star-probe lists every target as not reachable until
 * then. A start in the future tells of a wrong clock, not of youth.
 * @param at the time of the observation, in milliseconds since the epoch.
 */
export function isBeforeFirstRound(app: App | undefined, at: number): boolean {
  const age = at - Date.parse(app?.tasks[0]?.startedAt ?? '');
  return age >= 0 && age < roundMilliseconds(app?.command);
}
