import * as z from 'zod/mini';
import type { Task, TaskState } from '../model/snapshot';
import { lenientList } from './lenient';

/** A task as listed by `/v2/apps?embed=apps.tasks`. */
export const taskAnswer = z.object({
  id: z.string().check(z.minLength(1)),
  host: z.catch(z.string(), ''),
  state: z.catch(z.nullish(z.string()), undefined),
  startedAt: z.catch(z.nullish(z.string()), undefined),
  /** An address that is not yet known has only a protocol. */
  ipAddresses: lenientList(z.object({ ipAddress: z.catch(z.nullish(z.string()), undefined) })),
});

const STATES: ReadonlySet<string> = new Set<TaskState>([
  'staging',
  'starting',
  'running',
  'killing',
  'killed',
  'finished',
  'failed',
  'error',
  'dropped',
  'unreachable',
  'lost',
  'gone',
  'unknown',
]);

export function toTask({ id, host, state, startedAt, ipAddresses }: z.infer<typeof taskAnswer>, appId: string): Task {
  const started = typeof startedAt === 'string' && startedAt !== '';
  return {
    id,
    appId,
    host,
    addresses: ipAddresses.flatMap(({ ipAddress }) =>
      typeof ipAddress === 'string' && ipAddress !== '' ? [ipAddress] : [],
    ),
    state: typeof state === 'string' ? stateOf(state) : started ? 'running' : 'staging',
    ...(started && { startedAt }),
  };
}

/**
 * Returns the state of a task. Marathon reports no state before 1.4; there, a task that has not started is staging.
 * @param name Mesos' name of the state, for example `TASK_GONE_BY_OPERATOR`.
 */
function stateOf(name: string): TaskState {
  const state = name
    .toLowerCase()
    .replace(/^task_/, '')
    .replace(/_by_operator$/, '');
  return isState(state) ? state : 'unknown';
}

function isState(text: string): text is TaskState {
  return STATES.has(text);
}
