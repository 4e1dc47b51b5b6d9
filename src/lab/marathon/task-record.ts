import { randomInt, randomUUID } from 'node:crypto';
import type { Machine } from '../machines';
import type { AppDefinition } from './definitions/app';
import type { Health } from './health/health';

/** A task as Marathon knows it. */
export interface TaskRecord {
  readonly id: string;
  readonly appId: string;
  /** The app's version when it was started. */
  readonly version: string;
  /** The version of the app's configuration when it was started; if the app's differs, the task is outdated. */
  readonly configVersion: string;
  readonly agent: Machine;
  readonly stagedAt: string;
  /** Host ports. */
  readonly ports: readonly number[];
  startedAt: string | null;
  address: string | undefined;
  /** By the app's health checks, in order; empty before the task runs. */
  health: readonly Health[];
  state: 'staging' | 'running' | 'killing';
}

/** Mesos' name of an agent. */
export function slaveId({ address }: Machine): string {
  return `20160411-100000-1707454636-5050-1-S${address.split('.').at(-1) ?? ''}`;
}

/** Creates a task ID such as `calico-stars_client.6e2c…`: the app's ID with `_`, and a unique suffix. */
export function newTaskId(appId: string): string {
  return `${appId.slice(1).replaceAll('/', '_')}.${randomUUID()}`;
}

/** Allocates host ports as Mesos offers them, one for each that the app requests. */
export function hostPorts({ ports, ipAddress, container }: AppDefinition): number[] {
  if (ipAddress) return [];
  const fixed = container?.docker?.portMappings?.map(({ hostPort }) => hostPort) ?? ports.map(() => 0);
  return fixed.map((port) => port || randomInt(31_000, 32_000));
}
