import * as z from 'zod/mini';
import type { App, Deployment, Task } from '../snapshot';

/** Marathon's answers, as tolerant as its versions differ: what is missing gets the value that means “none”. */

const text = z.catch(z.string(), '');
const count = z.catch(z.number(), 0);
const list = <T extends z.ZodMiniType>(item: T) => z.catch(z.array(item), []);

const task = z.object({
  id: z.string(),
  appId: text,
  host: text,
  state: z.optional(z.string()),
  startedAt: z.nullish(z.string()),
  ipAddresses: z.nullish(z.array(z.object({ ipAddress: z.string() }))),
});

const port = z.catch(z.object({ number: z.optional(z.number()), containerPort: z.optional(z.number()) }), {});

const app = z.object({
  id: z.string(),
  instances: count,
  tasksRunning: z.optional(z.number()),
  tasksStaged: z.optional(z.number()),
  tasksHealthy: count,
  tasksUnhealthy: count,
  cmd: z.nullish(z.string()),
  labels: z.catch(z.record(z.string(), z.string()), {}),
  ipAddress: z.nullish(z.object({ networkName: z.nullish(z.string()), discovery: z.nullish(z.object({ ports: list(port) })) })),
  networks: z.nullish(z.array(z.object({ name: z.nullish(z.string()) }))),
  container: z.nullish(
    z.object({
      portMappings: z.nullish(list(port)),
      docker: z.nullish(
        z.object({
          image: z.nullish(z.string()),
          parameters: z.nullish(z.array(z.object({ key: text, value: text }))),
          portMappings: z.nullish(list(port)),
        }),
      ),
    }),
  ),
  tasks: list(task),
  deployments: list(z.object({ id: z.string() })),
  lastTaskFailure: z.nullish(z.object({ message: text, state: text, host: text, timestamp: text })),
});

export const appsAnswer = z.object({ apps: z.array(app) });

interface GroupAnswer {
  readonly id: string;
  readonly groups: readonly GroupAnswer[];
}
export const groupAnswer: z.ZodMiniType<GroupAnswer> = z.object({
  id: z.string(),
  get groups() {
    return z.catch(z.array(groupAnswer), []);
  },
});

/** In 0.14 to 1.0 an action is called `type`, from 1.1 on `action`. */
const action = z.object({ action: z.optional(z.string()), type: z.optional(z.string()), app: z.optional(z.string()) });

const deployment = z.object({
  id: z.string(),
  affectedApps: list(z.string()),
  currentStep: count,
  totalSteps: count,
  currentActions: list(action),
});
export const deploymentsAnswer = z.array(deployment);

export const infoAnswer = z.object({ version: z.string() });
export const acceptedAnswer = z.object({ version: text, deploymentId: z.string() });

/** One action as it is shown, e.g. `ScaleApplication /calico-stars/client`. */
export function describeAction(value: z.infer<typeof action>): string {
  return [value.action ?? value.type, value.app].filter((part) => part !== undefined).join(' ');
}

export function toApp(answer: z.infer<typeof app>): App {
  const tasks = answer.tasks.map(toTask);
  const running = tasks.filter(({ state }) => state === 'running').length;
  const docker = answer.container?.docker;
  const ports = [...(answer.ipAddress?.discovery?.ports ?? []), ...(answer.container?.portMappings ?? []), ...(docker?.portMappings ?? [])];
  const failure = answer.lastTaskFailure;
  return {
    id: answer.id,
    instances: answer.instances,
    running: answer.tasksRunning ?? running,
    staged: answer.tasksStaged ?? tasks.length - running,
    healthy: answer.tasksHealthy,
    unhealthy: answer.tasksUnhealthy,
    ...(isText(docker?.image) && { image: docker.image }),
    ...(isText(answer.cmd) && { command: answer.cmd }),
    networks: networksOf(answer),
    labels: answer.labels,
    ports: ports.flatMap((declared) => declared.number ?? declared.containerPort ?? []).filter((number) => number > 0),
    tasks,
    deployments: answer.deployments.map(({ id }) => id),
    ...(failure && { lastFailure: { message: failure.message, state: failure.state, host: failure.host, at: failure.timestamp } }),
  };
}

/** The networks a container joins: as an argument of Docker, by name (1.2 on), or in the modern form (1.5 on). */
function networksOf({ container, ipAddress, networks }: z.infer<typeof app>): readonly string[] {
  const names = [
    ...(container?.docker?.parameters ?? []).filter(({ key }) => key === 'net' || key === 'network').map(({ value }) => value),
    ipAddress?.networkName,
    ...(networks ?? []).map(({ name }) => name),
  ];
  return [...new Set(names.filter(isText))];
}

/** Before 1.4 a task has no state: one that has not started is staging. */
function toTask({ id, appId, host, state, startedAt, ipAddresses }: z.infer<typeof task>): Task {
  const running = state === undefined ? isText(startedAt) : state === 'TASK_RUNNING';
  return { id, appId, host, addresses: (ipAddresses ?? []).map(({ ipAddress }) => ipAddress), state: running ? 'running' : 'staging', ...(isText(startedAt) && { startedAt }) };
}

export function toDeployment({ id, affectedApps, currentStep, totalSteps, currentActions }: z.infer<typeof deployment>): Deployment {
  return { id, affectedApps, currentStep, totalSteps, actions: currentActions.map(describeAction) };
}

/** The ids of all groups below one, itself left out. */
export function groupIds({ groups }: GroupAnswer): readonly string[] {
  return groups.flatMap((group) => [group.id, ...groupIds(group)]).sort();
}

function isText(value: string | null | undefined): value is string {
  return typeof value === 'string' && value !== '';
}
