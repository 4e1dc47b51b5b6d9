import type { Agent } from 'node:http';
import { exitStatus } from '../../mesos/command';
import { get } from '../../star/get';
import type { AppDefinition } from '../definitions/app';
import type { HealthCheck } from './health-check-schema';
import type { TaskRecord } from '../task-record';

/** Runs a health check of a task; resolves with the reason of a failure, or undefined. Never rejects. */
export type Probe = (check: HealthCheck, task: TaskRecord, app: AppDefinition) => Promise<string | undefined>;

/**
 * Creates checks as in Marathon 0.14: HTTP (any status from 200 to 399) and TCP from its own machine, so that policy
 * applies; commands run at the task.
 * @param agent Connects from Marathon's machine.
 */
export function probeBy(agent: Agent): Probe {
  return async (check, task, app) => {
    const { protocol, path = '/', timeoutSeconds, ignoreHttp1xx, command } = check;
    if (protocol === 'COMMAND')
      return exitStatus(command?.value ?? '', app.env) === 0 ? undefined : 'Command returned non-zero exit status';
    const target = `${task.address ?? ''}:${portOf(check, task, app)}`;
    try {
      const { status } = await get(`http://${target}${path}`, agent, timeoutSeconds * 1000);
      // A program that answers HTTP accepts TCP as well.
      return protocol === 'TCP' || (status >= 200 && status < 400) || (ignoreHttp1xx && status < 200)
        ? undefined
        : String(status);
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  };
}

/** Returns the port to check: the container's, since the lab maps no host ports. */
function portOf({ port, portIndex = 0 }: HealthCheck, { ports }: TaskRecord, { container }: AppDefinition): number {
  return port ?? container?.docker?.portMappings?.[portIndex]?.containerPort ?? ports[portIndex] ?? 0;
}
