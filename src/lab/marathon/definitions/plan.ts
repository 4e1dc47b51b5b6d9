import { randomUUID } from 'node:crypto';
import { sameConfiguration, type AppDefinition } from './app';
import { illegalArgument } from '../api/errors';
import { allApps, type Group } from './group';
import { isWithin } from './path-id';

export type ActionType = 'StartApplication' | 'StopApplication' | 'ScaleApplication' | 'RestartApplication';

/** One action of a deployment on one app. */
export interface DeploymentAction {
  readonly type: ActionType;
  readonly app: AppDefinition;
}

/** A deployment before it runs: steps run in sequence, the actions of a step in parallel. */
export interface PlannedDeployment {
  readonly id: string;
  readonly original: Group;
  readonly target: Group;
  readonly steps: readonly (readonly DeploymentAction[])[];
  readonly version: string;
}

/** A running deployment. */
export interface Deployment {
  readonly plan: PlannedDeployment;
  /** 1-based; 0 before the first step. */
  readonly currentStep: number;
}

/**
 * Plans the deployment from one tree of groups to another (Marathon 0.14 DeploymentPlan): stops removed apps, creates
 * new ones without instances, then scales and restarts in dependency order.
 * @throws MarathonError 422 if the dependencies are cyclic.
 */
export function planDeployment(original: Group, target: Group): PlannedDeployment {
  const before = byId(original);
  const after = byId(target);
  const gone = [...before.values()].filter(({ id }) => !after.has(id));
  const fresh = [...after.values()].filter(({ id }) => !before.has(id));
  const steps: DeploymentAction[][] = [
    gone.map((app) => ({ type: 'StopApplication', app })),
    fresh.map((app) => ({ type: 'StartApplication', app: { ...app, instances: 0 } })),
    ...inDependencyOrder(target, [...after.values()]).map((apps) =>
      apps.flatMap((app) => change(before.get(app.id), app)),
    ),
  ];
  return {
    id: randomUUID(),
    original,
    target,
    steps: steps.filter(({ length }) => length > 0),
    version: target.version,
  };
}

/** Returns the IDs of the apps that a plan affects, without duplicates. */
export function affectedApps({ steps }: PlannedDeployment): string[] {
  return [...new Set(steps.flat().map(({ app }) => app.id))];
}

function change(current: AppDefinition | undefined, app: AppDefinition): DeploymentAction[] {
  if (!current) return [{ type: 'ScaleApplication', app }];
  const restarted = current.versionInfo.lastConfigChangeAt !== app.versionInfo.lastConfigChangeAt;
  if (restarted || !sameConfiguration(current, app)) return [{ type: 'RestartApplication', app }];
  return current.instances === app.instances ? [] : [{ type: 'ScaleApplication', app }];
}

/** Sorts apps by the length of their longest dependency chain, independent ones first. */
function inDependencyOrder(root: Group, apps: readonly AppDefinition[]): AppDefinition[][] {
  const wanted = dependenciesOf(root);
  const depths = new Map<string, number>();
  const depthOf = (id: string, path: readonly string[]): number => {
    if (path.includes(id))
      throw illegalArgument(`Dependency graph has cyclic dependencies: ${[...path, id].join(' -> ')}`);
    const known = depths.get(id);
    if (known !== undefined) return known;
    const needed = [...(wanted.get(id) ?? [])];
    const depth = needed.length === 0 ? 0 : 1 + Math.max(...needed.map((other) => depthOf(other, [...path, id])));
    depths.set(id, depth);
    return depth;
  };
  const classes = new Map<number, AppDefinition[]>();
  for (const app of apps) {
    const depth = depthOf(app.id, []);
    classes.set(depth, [...(classes.get(depth) ?? []), app]);
  }
  return [...classes].sort(([a], [b]) => a - b).map(([, members]) => members);
}

/** Returns the dependencies of each app: its own and those of its groups; a group stands for all its apps. */
function dependenciesOf(root: Group): Map<string, Set<string>> {
  const ids = allApps(root).map(({ id }) => id);
  const wanted = new Map<string, Set<string>>();
  const visit = (group: Group, inherited: readonly string[]): void => {
    const dependencies = [...inherited, ...group.dependencies];
    for (const app of group.apps) {
      const names = [...dependencies, ...app.dependencies];
      wanted.set(
        app.id,
        new Set(names.length === 0 ? [] : ids.filter((id) => names.some((name) => isWithin(id, name)))),
      );
    }
    for (const inner of group.groups) visit(inner, dependencies);
  };
  visit(root, []);
  return wanted;
}

function byId(group: Group): Map<string, AppDefinition> {
  return new Map(allApps(group).map((app) => [app.id, app]));
}
