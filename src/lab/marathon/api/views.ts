import type { AppDefinition } from '../definitions/app';
import type { Deployment } from '../definitions/plan';
import type { Group } from '../definitions/group';
import { affectedApps, type DeploymentAction, type PlannedDeployment } from '../definitions/plan';
import { slaveId, type TaskRecord } from '../task-record';

/** Formats a group for the API. */
export function viewGroup(group: Group): object {
  const { id, apps, groups, dependencies, version } = group;
  return { id, apps, groups: groups.map(viewGroup), dependencies, version };
}

/** Formats a plan's step for an event or a dry run; 0.14 uses `type` there and `action` in the list of deployments. */
export function viewStep(step: readonly DeploymentAction[]): object {
  return { actions: step.map(({ type, app }) => ({ type, app: app.id })) };
}

/** Formats a plan for an event. */
export function viewPlan({ id, original, target, steps, version }: PlannedDeployment): object {
  return { id, original: viewGroup(original), target: viewGroup(target), steps: steps.map(viewStep), version };
}

/** Formats a deployment for the list, with steps as nested lists. */
export function viewDeployment({ plan, currentStep }: Deployment): object {
  const view = (step: readonly DeploymentAction[]) => step.map(({ type, app }) => ({ action: type, app: app.id }));
  return {
    id: plan.id,
    version: plan.version,
    affectedApps: affectedApps(plan),
    steps: plan.steps.map(view),
    currentActions: view(plan.steps[currentStep - 1] ?? []),
    currentStep,
    totalSteps: plan.steps.length,
  };
}

/** Formats a task as in `/v2/tasks`. */
export function viewTask(task: TaskRecord, app: AppDefinition | undefined): object {
  const { id, appId, agent, ports, startedAt, stagedAt, version, address } = task;
  return {
    id,
    appId,
    host: agent.hostname,
    slaveId: slaveId(agent),
    ports,
    servicePorts: app?.ports ?? [],
    startedAt,
    stagedAt,
    version,
    ipAddresses: address === undefined ? [] : [{ ipAddress: address, protocol: 'IPv4' }],
    healthCheckResults: task.health,
  };
}
