import { roundMilliseconds } from './probe-command';

/** A program that measures, and when it started. */
interface Measuring {
  readonly command: string | undefined;
  /** RFC 3339; undefined if it is unknown. */
  readonly startedAt: string | undefined;
}

/**
 * Whether a program has not completed its first round of measurements, during which star-probe reports every target as
 * unreachable. A start in the future indicates a wrong clock.
 * @param at The time of the observation in milliseconds since the epoch.
 */
export function isBeforeFirstRound(measuring: Measuring | undefined, at: number): boolean {
  const age = at - Date.parse(measuring?.startedAt ?? '');
  return age >= 0 && age < roundMilliseconds(measuring?.command);
}
