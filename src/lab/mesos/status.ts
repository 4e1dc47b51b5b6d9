import type { Machine } from '../machines';

/** Where a task stands, in Mesos' words. */
export type TaskState = 'TASK_STAGING' | 'TASK_RUNNING' | 'TASK_FINISHED' | 'TASK_FAILED' | 'TASK_KILLED' | 'TASK_LOST';

/** What a framework asks Mesos to run. */
export interface TaskInfo {
  readonly id: string;
  /** The app it belongs to, which gives it its names. */
  readonly appId: string;
  readonly cpus: number;
  readonly mem: number;
  readonly image: string | undefined;
  readonly cmd: string | undefined;
  readonly args: readonly string[] | undefined;
  readonly env: Readonly<Record<string, string>>;
  readonly uris: readonly string[];
  /** The Docker network it joins; without one it uses its machine's address. */
  readonly network: string | undefined;
  /** A fixed address in that network. */
  readonly ip: string | undefined;
}

/** News of a task. */
export interface StatusUpdate {
  readonly taskId: string;
  readonly state: TaskState;
  readonly message: string;
  readonly agent: Machine;
  /** Its container's address, once it has one. */
  readonly address: string | undefined;
}

/** Whether a task in this state is gone for good. */
export function isTerminal(state: TaskState): boolean {
  return state !== 'TASK_STAGING' && state !== 'TASK_RUNNING';
}
