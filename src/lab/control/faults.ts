import * as z from 'zod/mini';
import type { Fabric } from '../fabric/fabric';
import type { MesosCluster } from '../mesos/cluster';
import type { Task } from '../mesos/task';

/** A request that can't be fulfilled, with its HTTP status. */
export class ControlError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
    this.name = 'ControlError';
  }
}

/** Body of `POST /faults`. */
export const faultSchema = z.object({
  /** A task id, an app id (all its tasks), or an address. */
  target: z.string(),
  refuse: z.optional(z.boolean()),
  delayMs: z.optional(z.number().check(z.minimum(0))),
});

/** Injects failures on request, for learning how a cluster behaves. */
export class Faults {
  constructor(
    private readonly mesos: MesosCluster,
    private readonly fabric: Fabric,
  ) {}

  /** Terminates a task as if its program had crashed. */
  crash(target: string, message = 'Command terminated with signal Segmentation fault'): number {
    const tasks = this.#tasks(target);
    for (const task of tasks) task.end('TASK_FAILED', message);
    return tasks.length;
  }

  loseAgent(hostname: string): void {
    if (!this.mesos.loseAgent(hostname)) throw new ControlError(404, `No agent ${hostname} is in touch.`);
  }

  restoreAgent(hostname: string): void {
    if (!this.mesos.restoreAgent(hostname)) throw new ControlError(404, `No agent ${hostname} is lost.`);
  }

  /** Makes new connections to a target slow or refused; with neither, restores it. */
  set({ target, refuse, delayMs }: z.infer<typeof faultSchema>): void {
    const fault = { ...(refuse && { refuse }), ...(delayMs && { delayMs }) };
    const addresses = /^[\d.]+$/.test(target) ? [target] : this.#tasks(target).flatMap(({ address }) => address ?? []);
    for (const address of addresses) this.fabric.setFault(address, Object.keys(fault).length > 0 ? fault : undefined);
  }

  clear(): void {
    for (const address of [...this.fabric.faults.keys()]) this.fabric.setFault(address, undefined);
  }

  /** Lists possible targets and current faults. */
  view(): object {
    return {
      agents: this.mesos.agents.map(({ hostname }) => hostname),
      tasks: this.mesos.tasks.map(({ info, agent, state, address }) => ({
        id: info.id,
        appId: info.appId,
        host: agent.hostname,
        state,
        address,
      })),
      faults: [...this.fabric.faults].map(([address, fault]) => ({ address, ...fault })),
    };
  }

  #tasks(target: string): Task[] {
    const tasks = this.mesos.tasks.filter(({ info }) => info.id === target || info.appId === target);
    if (tasks.length === 0) throw new ControlError(404, `No task or app ${target} is running.`);
    return tasks;
  }
}
