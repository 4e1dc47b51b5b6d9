import type { HealthCheck } from './health-check-schema';

/** A task's status by one of its app's health checks. Times are ISO strings. */
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
 * Returns the status after another result (Marathon 0.14 HealthCheckActor).
 * @param cause The reason of a failure; undefined for a success.
 * @param started When the task started running: failures within the grace period don't count before the first success.
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

/** Whether to kill a task because of its health. */
export function isHopeless({ alive, consecutiveFailures }: Health, { maxConsecutiveFailures }: HealthCheck): boolean {
  return !alive && maxConsecutiveFailures > 0 && consecutiveFailures >= maxConsecutiveFailures;
}
