import type { MesosCluster } from '../mesos/cluster';
import { withVersion, type AppDefinition } from './definitions/app';
import { Deployments } from './deployments';
import { MarathonError } from './api/errors';
import { EventBus } from './event-bus';
import {
  allApps,
  emptyGroup,
  findApp,
  findGroup,
  mapApps,
  putApp,
  removeApp,
  removeGroup,
  updateGroup,
  type Group,
} from './definitions/group';
import { HealthChecks } from './health/health-checks';
import type { Probe } from './health/health-probe';
import { planDeployment, type PlannedDeployment } from './definitions/plan';
import { Scheduler } from './scheduler';

/** Number of earlier group trees that are kept for rollback. */
const MAX_VERSIONS = 25;

/** First port of the range of service ports. */
const FIRST_SERVICE_PORT = 10_000;
const END_OF_SERVICE_PORTS = 20_000;

/** The state that survives a restart. */
export interface MarathonState {
  readonly root: Group;
  readonly versions: readonly Group[];
}

/** Creates a new group tree from the current one. */
export type Change = (root: Group, version: string) => Group;

/** A request that writes apps. */
export interface Writing {
  readonly clientIp: string | undefined;
  readonly uri: string;
  readonly appIds: (root: Group) => readonly string[];
}

/** Marathon 0.14 behind its API: the group tree with its history, and the deployments that implement it. */
export class Marathon {
  readonly events = new EventBus();
  readonly scheduler: Scheduler;
  readonly deployments: Deployments;
  #versions = new Map<string, Group>();
  #root = emptyGroup('/', '1970-01-01T00:00:00.000Z');

  readonly #health: HealthChecks;

  /** @param probe Runs health checks. */
  constructor(
    readonly mesos: MesosCluster,
    probe: Probe,
  ) {
    this.scheduler = new Scheduler(mesos, this.events);
    this.#health = new HealthChecks(this.scheduler, this.events, probe);
    this.deployments = new Deployments(this.scheduler, this.events);
    this.events.on('event', ({ eventType }) => {
      if (eventType === 'deployment_success') this.#checkScale();
    });
  }

  get root(): Group {
    return this.#root;
  }

  get apps(): AppDefinition[] {
    return allApps(this.#root);
  }

  app(id: string): AppDefinition | undefined {
    return findApp(this.#root, id);
  }

  group(id: string, version?: string): Group | undefined {
    const root = version === undefined ? this.#root : this.#versions.get(version);
    return root && findGroup(root, id);
  }

  /** Returns the versions that contain something at an ID, newest first. */
  versionsWith(find: (root: Group) => unknown): string[] {
    return [...this.#versions]
      .filter(([, root]) => find(root) !== undefined)
      .map(([version]) => version)
      .reverse();
  }

  /** Returns the plan for a change without applying it. */
  dryRun(change: Change): PlannedDeployment {
    return planDeployment(this.#root, this.#withServicePorts(change(this.#root, this.#nextVersion())));
  }

  /**
   * Applies a change and starts its deployment.
   * @param groupId The changed group, for the event.
   * @param request The requester, for the events of written apps.
   * @throws MarathonError from the change, or 409 if deployments conflict.
   */
  change(groupId: string, change: Change, force: boolean, request?: Writing): PlannedDeployment {
    const plan = this.dryRun(change);
    this.deployments.makeWay(plan, force);
    this.#adopt(plan.target);
    for (const id of request?.appIds(plan.target) ?? []) {
      this.events.publish('api_post_event', {
        clientIp: request?.clientIp,
        uri: request?.uri,
        appDefinition: findApp(plan.target, id),
      });
    }
    this.events.publish('group_change_success', { groupId, version: plan.version });
    this.deployments.start(plan);
    this.onChange();
    return plan;
  }

  /** Reverts everything that a deployment affected; other changes stay. */
  rollBack({ original, target, id }: PlannedDeployment): PlannedDeployment {
    this.deployments.cancel(id);
    return this.change(
      '/',
      (root, version) => {
        const restored = allApps(target).reduce((tree, { id: appId }) => {
          const before = findApp(original, appId);
          return before ? tree : removeApp(tree, appId, version);
        }, root);
        const apps = allApps(original).reduce((tree, app) => {
          const now = findApp(tree, app.id);
          return now === app ? tree : putApp(tree, now ? withVersion(now, app, version) : app, version);
        }, restored);
        return removeNewGroups(apps, original, target, version);
      },
      true,
    );
  }

  get state(): MarathonState {
    return { root: this.#root, versions: [...this.#versions.values()] };
  }

  /** Restores the apps of an earlier run and starts their tasks. */
  restore({ root, versions }: MarathonState): void {
    this.#root = root;
    this.#versions = new Map(versions.map((version) => [version.version, version]));
    for (const app of this.apps) this.scheduler.want(app, app.instances);
  }

  /** Removes all apps and groups; the caller must terminate their tasks. */
  reset(): void {
    this.deployments.close();
    this.#health.close();
    this.scheduler.reset();
    this.#versions.clear();
    this.#root = emptyGroup('/', this.#nextVersion());
  }

  close(): void {
    this.#health.close();
    this.deployments.close();
    this.scheduler.reset();
  }

  /** Called after every change of the state that survives a restart. */
  onChange: () => void = () => undefined;

  /** Repairs apps that a canceled deployment left incomplete (the original checks every five minutes). */
  #checkScale(): void {
    for (const app of this.apps) {
      if (this.deployments.locking(app.id).length === 0) this.scheduler.want(app, app.instances);
    }
    for (const id of this.scheduler.appIds.filter(
      (known) => !this.app(known) && this.deployments.locking(known).length === 0,
    )) {
      const run = this.scheduler.run(id);
      if (run && run.tasks.size > 0) this.scheduler.want(run.app, 0);
      else this.scheduler.forget(id);
    }
  }

  #adopt(root: Group): void {
    this.#root = root;
    this.#versions.set(root.version, root);
    const [oldest] = this.#versions.keys();
    if (this.#versions.size > MAX_VERSIONS && oldest !== undefined) this.#versions.delete(oldest);
  }

  /** Replaces every port 0 with a service port. */
  #withServicePorts(root: Group): Group {
    const used = new Set(
      allApps(root).flatMap(({ ports, container }) => [
        ...ports,
        ...(container?.docker?.portMappings ?? []).map(({ servicePort }) => servicePort),
      ]),
    );
    let next = FIRST_SERVICE_PORT;
    const free = (): number => {
      while (used.has(next)) next += 1;
      if (next >= END_OF_SERVICE_PORTS)
        throw new MarathonError(500, {
          message: `All ports in the range ${FIRST_SERVICE_PORT}-${END_OF_SERVICE_PORTS} are already in use`,
        });
      used.add(next);
      return next;
    };
    const before = new Map(this.apps.map((app) => [app.id, app]));
    return mapApps(root, (app) => {
      const docker = app.container?.docker;
      if (app.container && docker?.portMappings) {
        const portMappings = docker.portMappings.map((mapping) => ({
          ...mapping,
          servicePort: mapping.servicePort || free(),
        }));
        return {
          ...app,
          ports: portMappings.map(({ servicePort }) => servicePort),
          container: { ...app.container, docker: { ...docker, portMappings } },
        };
      }
      if (!app.ports.includes(0)) return app;
      const known = before.get(app.id)?.ports;
      return {
        ...app,
        ports: known?.length === app.ports.length ? known : app.ports.map((port) => (port === 0 ? free() : port)),
      };
    });
  }

  /** The current time, but later than any existing version. */
  #nextVersion(): string {
    return new Date(Math.max(Date.now(), Date.parse(this.#root.version) + 1)).toISOString();
  }
}

/** Removes the groups that a deployment created, if they are empty. */
function removeNewGroups(root: Group, original: Group, target: Group, version: string): Group {
  const ids = (group: Group): string[] => [...group.groups.flatMap(ids), group.id];
  return ids(target).reduce(
    (tree, id) => {
      const group = findGroup(tree, id);
      const empty = group?.apps.length === 0 && group.groups.length === 0;
      return empty && !findGroup(original, id) ? removeGroup(tree, id, version) : tree;
    },
    updateGroup(root, '/', version, (same) => same),
  );
}
