import * as l10n from '@vscode/l10n';
import * as z from 'zod/mini';
import type { App, Deployment, Pod } from '../model/snapshot';
import { describeAction, planAction } from './writes/actions';
import { anyList, lenientList, readEach } from './lenient';
import { taskAnswer, toTask } from './task';

/** Schemas of Marathon's answers, tolerant of version differences: missing values get defaults. */

const text = z.catch(z.string(), '');
const count = z.catch(z.number(), 0);
const optional = <T extends z.ZodMiniType>(type: T) => z.catch(z.nullish(type), undefined);

const port = z.object({ number: z.optional(z.number()), containerPort: z.optional(z.number()) });
const network = z.object({ name: optional(z.string()) });

const app = z.object({
  id: z.string().check(z.minLength(1)),
  instances: count,
  version: optional(z.string()),
  tasksRunning: optional(z.number()),
  tasksStaged: optional(z.number()),
  tasksHealthy: count,
  tasksUnhealthy: count,
  cmd: optional(z.string()),
  labels: z.catch(z.record(z.string(), z.string()), {}),
  ipAddress: optional(
    z.object({ networkName: optional(z.string()), discovery: optional(z.object({ ports: lenientList(port) })) }),
  ),
  networks: lenientList(network),
  container: optional(
    z.object({
      portMappings: lenientList(port),
      docker: optional(
        z.object({
          image: optional(z.string()),
          parameters: lenientList(z.object({ key: text, value: text })),
          portMappings: lenientList(port),
        }),
      ),
    }),
  ),
  tasks: anyList,
  deployments: lenientList(z.object({ id: z.string() })),
  lastTaskFailure: optional(z.object({ message: text, state: text, host: text, timestamp: text })),
});
type AppAnswer = z.infer<typeof app>;

export const appsAnswer = z.object({ apps: z.array(z.unknown()) });
export const appAnswer = z.object({ app });

export interface GroupAnswer {
  readonly id: string;
  readonly version: string;
  readonly apps: readonly { readonly id: string; readonly instances: number }[];
  readonly groups: readonly GroupAnswer[];
}
export const groupAnswer: z.ZodMiniType<GroupAnswer> = z.object({
  id: z.string(),
  version: text,
  apps: lenientList(z.object({ id: z.string(), instances: count })),
  get groups() {
    return lenientList(groupAnswer);
  },
});

const deployment = z.object({
  id: z.string().check(z.minLength(1)),
  version: text,
  affectedApps: lenientList(z.string()),
  affectedPods: lenientList(z.string()),
  currentStep: count,
  totalSteps: count,
  currentActions: lenientList(planAction),
});
export type DeploymentAnswer = z.infer<typeof deployment>;
export const deploymentsAnswer = z.array(z.unknown());

const pod = z.object({
  id: z.string().check(z.minLength(1)),
  scaling: optional(z.object({ instances: optional(z.number()) })),
  containers: lenientList(z.object({ name: text })),
  networks: lenientList(network),
});
export const podsAnswer = z.array(z.unknown());

export const infoAnswer = z.object({ version: z.string() });
export const acceptedAnswer = z.object({ version: text, deploymentId: z.string() });

/** Called about an unreadable item, for example `the task 3 of /web`. */
export type ReportUnreadable = (what: string) => void;

export function toApps(items: readonly unknown[], unreadable: ReportUnreadable): readonly App[] {
  return readEach(app, items, (value, place) => unreadable(l10n.t('the app {0}', nameOf(value, place))))
    .map((answer) => toApp(answer, unreadable))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

export function toDeployments(items: readonly unknown[], unreadable: ReportUnreadable): readonly DeploymentAnswer[] {
  return readEach(deployment, items, (value, place) => unreadable(l10n.t('the deployment {0}', nameOf(value, place))));
}

export function toPods(items: readonly unknown[], unreadable: ReportUnreadable): readonly Pod[] {
  return readEach(pod, items, (value, place) => unreadable(l10n.t('the pod {0}', nameOf(value, place))))
    .map(({ id, scaling, containers, networks }) => ({
      id,
      ...(typeof scaling?.instances === 'number' && { instances: scaling.instances }),
      containers: containers.map(({ name }) => name).filter(isText),
      networks: networks.map(({ name }) => name).filter(isText),
    }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

function toApp(answer: AppAnswer, unreadable: ReportUnreadable): App {
  const tasks = readEach(taskAnswer, answer.tasks, (value, place) =>
    unreadable(l10n.t('the task {0} of {1}', nameOf(value, place), answer.id)),
  ).map((task) => toTask(task, answer.id));
  const running = tasks.filter(({ state }) => state === 'running').length;
  const staged = tasks.filter(({ state }) => state === 'staging' || state === 'starting').length;
  const docker = answer.container?.docker;
  const ports = [
    ...(answer.ipAddress?.discovery?.ports ?? []),
    ...(answer.container?.portMappings ?? []),
    ...(docker?.portMappings ?? []),
  ];
  const failure = answer.lastTaskFailure;
  return {
    id: answer.id,
    instances: answer.instances,
    running: answer.tasksRunning ?? running,
    staged: answer.tasksStaged ?? staged,
    healthy: answer.tasksHealthy,
    unhealthy: answer.tasksUnhealthy,
    ...(isText(docker?.image) && { image: docker.image }),
    ...(isText(answer.cmd) && { command: answer.cmd }),
    networks: networksOf(answer),
    labels: answer.labels,
    ports: ports.flatMap((declared) => declared.number ?? declared.containerPort ?? []).filter((number) => number > 0),
    tasks,
    deployments: answer.deployments.map(({ id }) => id),
    ...(failure && {
      lastFailure: { message: failure.message, state: failure.state, host: failure.host, at: failure.timestamp },
    }),
  };
}

/**
 * Returns the networks of a container: from Docker parameters, by name (1.2 and later), or in the modern form (1.5 and
 * later).
 */
function networksOf({ container, ipAddress, networks }: AppAnswer): readonly string[] {
  const names = [
    ...(container?.docker?.parameters ?? [])
      .filter(({ key }) => key === 'net' || key === 'network')
      .map(({ value }) => value),
    ipAddress?.networkName,
    ...networks.map(({ name }) => name),
  ];
  return [...new Set(names.filter(isText))];
}

export function toDeployment({
  id,
  affectedApps,
  affectedPods,
  currentStep,
  totalSteps,
  currentActions,
}: DeploymentAnswer): Deployment {
  return {
    id,
    affectedApps,
    ...(affectedPods.length > 0 && { affectedPods }),
    currentStep,
    totalSteps,
    actions: currentActions.map(describeAction),
  };
}

/** Returns the IDs of all groups below a group, without itself. */
export function groupIds({ groups }: GroupAnswer): readonly string[] {
  return groups.flatMap((group) => [group.id, ...groupIds(group)]).sort();
}

/** Returns the ID of an unreadable item, or its position in its list. */
function nameOf(value: unknown, place: number): string {
  return typeof value === 'object' && value !== null && 'id' in value && isText(value.id)
    ? value.id.slice(0, 200)
    : String(place);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
