import type { HealthCheck } from './health-check-schema';

/** What is known of a task by one of its app's health checks. Times are ISO texts. */
export interface Health {
  readonly taskId: string;
  readonly alive: boolean;
  readonly consecutiveFailures: number;
  readonly firstSuccess: string | null;
  readonly lastSuccess: string | null;
  readonly lastFailure: string | null;
  readonly lastFailureCause: string | null;
}

/** Before the first result. */
export function unknownHealth(taskId: string): Health {
  return {
    taskId,
    alive: false,
    consecutiveFailures: 0,
    firstSuccess: null,
    lastSuccess: null,
    lastFailure: null,
    lastFailureCause: null,
  };
}

/**
 * What is known after one more result (Marathon 0.14 HealthCheckActor).
 * @param cause Why the check failed; undefined when it succeeded.
 * @param started When the task began to run: failures within the grace period do not count before the first success.
 * @param now Milliseconds since the epoch.
 */
export function afterResult(
  health: Health,
  cause: string | undefined,
  { gracePeriodSeconds }: HealthCheck,
  started: string,
  now: number,
): Health {
  const time = new Date(now).toISOString();
  if (cause === undefined)
    return {
      ...health,
      alive: true,
      consecutiveFailures: 0,
      firstSuccess: health.firstSuccess ?? time,
      lastSuccess: time,
    };
  if (health.firstSuccess === null && now < Date.parse(started) + gracePeriodSeconds * 1000) return health;
  return {
    ...health,
    alive: false,
    consecutiveFailures: health.consecutiveFailures + 1,
    lastFailure: time,
    lastFailureCause: cause,
  };
}

/** Whether a task is to be killed for its health. */
export function isHopeless({ alive, consecutiveFailures }: Health, { maxConsecutiveFailures }: HealthCheck): boolean {
  return !alive && maxConsecutiveFailures > 0 && consecutiveFailures >= maxConsecutiveFailures;
}
