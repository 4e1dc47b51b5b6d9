import { appLocked } from './api/errors';
import type { EventBus } from './event-bus';
import { affectedApps, type DeploymentAction, type Deployment, type PlannedDeployment } from './definitions/plan';
import type { Scheduler } from './scheduler';
import { viewPlan, viewStep } from './api/views';

interface Running extends Deployment {
  currentStep: number;
  readonly cancel: AbortController;
}

/** Running deployments. Each holds a lock on the apps it affects. */
export class Deployments {
  readonly #running = new Map<string, Running>();

  constructor(
    private readonly scheduler: Scheduler,
    private readonly events: EventBus,
  ) {}

  list(): readonly Deployment[] {
    return [...this.#running.values()];
  }

  find(id: string): Deployment | undefined {
    return this.#running.get(id);
  }

  /** Returns the IDs of the deployments that lock an app. */
  locking(appId: string): string[] {
    return this.list()
      .filter(({ plan }) => affectedApps(plan).includes(appId))
      .map(({ plan }) => plan.id);
  }

  /**
   * Ensures that no deployment conflicts with a plan.
   * @param force Cancels conflicting deployments.
   * @throws MarathonError 409 if there are conflicts, without `force`.
   */
  makeWay(plan: PlannedDeployment, force: boolean): void {
    const conflicts = new Set(affectedApps(plan).flatMap((appId) => this.locking(appId)));
    if (conflicts.size > 0 && !force) throw appLocked([...conflicts]);
    for (const id of conflicts) this.cancel(id);
  }

  /** Starts a plan that has no conflicts. */
  start(plan: PlannedDeployment): void {
    const running: Running = { plan, currentStep: 0, cancel: new AbortController() };
    this.#running.set(plan.id, running);
    void this.#execute(running);
  }

  /** Stops a deployment in its current state. */
  cancel(id: string): void {
    const running = this.#running.get(id);
    if (!running) return;
    this.#running.delete(id);
    running.cancel.abort(new Error('cancelled'));
    for (const appId of affectedApps(running.plan)) this.scheduler.run(appId)?.hold();
    this.events.publish('deployment_failed', { id, plan: viewPlan(running.plan) });
  }

  /** Stops all deployments without events. */
  close(): void {
    for (const { cancel } of this.#running.values()) cancel.abort(new Error('closed'));
    this.#running.clear();
  }

  async #execute(running: Running): Promise<void> {
    const {
      plan,
      cancel: { signal },
    } = running;
    try {
      for (const step of plan.steps) {
        running.currentStep += 1;
        const fields = { plan: viewPlan(plan), currentStep: viewStep(step) };
        this.events.publish('deployment_info', fields);
        await Promise.all(step.map((action) => this.#perform(action, signal)));
        this.events.publish('deployment_step_success', fields);
      }
      this.#running.delete(plan.id);
      this.events.publish('deployment_success', { id: plan.id, plan: viewPlan(plan) });
    } catch {
      // Cancelled; the canceling code has sent the event.
    }
  }

  async #perform({ type, app }: DeploymentAction, signal: AbortSignal): Promise<void> {
    if (type === 'StopApplication') {
      this.scheduler.want(app, 0);
      await this.scheduler.settled(app.id, signal);
      this.scheduler.forget(app.id);
      this.events.publish('app_terminated_event', { appId: app.id });
    } else {
      this.scheduler.want(app, app.instances);
      await this.scheduler.settled(app.id, signal);
    }
  }
}
