import type { Machine } from '../machines';

/** A task's state, in Mesos' words. */
export type TaskState = 'TASK_STAGING' | 'TASK_RUNNING' | 'TASK_FINISHED' | 'TASK_FAILED' | 'TASK_KILLED' | 'TASK_LOST';

/** A framework's request to run a task. */
export interface TaskInfo {
  readonly id: string;
  /** The app it belongs to, which determines its names. */
  readonly appId: string;
  readonly cpus: number;
  readonly mem: number;
  readonly image: string | undefined;
  readonly cmd: string | undefined;
  readonly args: readonly string[] | undefined;
  readonly env: Readonly<Record<string, string>>;
  readonly uris: readonly string[];
  /** The Docker network it joins; without one, it uses its machine's address. */
  readonly network: string | undefined;
  /** A fixed address in that network. */
  readonly ip: string | undefined;
}

/** A status update of a task. */
export interface StatusUpdate {
  readonly taskId: string;
  readonly state: TaskState;
  readonly message: string;
  readonly agent: Machine;
  /** The container's address, once assigned. */
  readonly address: string | undefined;
}

/** Whether a task in this state has terminated. */
export function isTerminal(state: TaskState): boolean {
  return state !== 'TASK_STAGING' && state !== 'TASK_RUNNING';
}
