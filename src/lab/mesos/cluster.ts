import { EventEmitter } from 'node:events';
import { AGENTS, MASTER, type Machine } from '../machines';
import { dnsNames, type Spelling } from './names';
import { isTerminal, type StatusUpdate, type TaskInfo } from './status';
import { Task, type TaskEnvironment } from './task';

/** An agent's resources. */
const AGENT_CPUS = 4;
const AGENT_MEM = 4096;

/** The maximum number of tasks per agent, whatever they request; further tasks wait for offers. */
const AGENT_TASKS = 250;

export interface ClusterOptions extends Omit<TaskEnvironment, 'resolve'> {
  readonly spelling: Spelling;
}

/** Names that don't belong to tasks. */
const FIXED_NAMES: Readonly<Record<string, string>> = {
  'master.mesos': MASTER.address,
  'leader.mesos': MASTER.address,
  'marathon.mesos': MASTER.address,
};

/** Mesos as seen by its frameworks: agents with resources, their tasks, and events of both. */
export class MesosCluster extends EventEmitter<{ status: [StatusUpdate]; resources: [] }> {
  readonly #tasks = new Map<string, Task>();
  readonly #lost = new Set<string>();

  constructor(private readonly options: ClusterOptions) {
    super();
    this.setMaxListeners(0);
  }

  /** Staging and running tasks. */
  get tasks(): readonly Task[] {
    return [...this.#tasks.values()];
  }

  /** Connected agents. */
  get agents(): readonly Machine[] {
    return AGENTS.filter(({ hostname }) => !this.#lost.has(hostname));
  }

  find(taskId: string): Task | undefined {
    return this.#tasks.get(taskId);
  }

  /** Starts a task on the least loaded agent with enough room; undefined if there is none. */
  launch(info: TaskInfo): Task | undefined {
    const [agent] = this.agents
      .filter((candidate) => this.#hasRoom(candidate, info))
      .sort((a, b) => this.#on(a).length - this.#on(b).length);
    if (!agent) return undefined;
    const environment = { ...this.options, resolve: (name: string) => this.resolve(name) };
    const task = new Task(info, agent, environment, (changed, state, message) => {
      const { id: taskId } = changed.info;
      if (isTerminal(state)) this.#tasks.delete(taskId);
      this.emit('status', { taskId, state, message, agent, address: changed.address });
      if (isTerminal(state)) this.emit('resources');
    });
    this.#tasks.set(info.id, task);
    return task;
  }

  /** Disconnects an agent: its tasks are lost immediately, and no new ones start there. */
  loseAgent(hostname: string): boolean {
    const agent = this.agents.find((candidate) => candidate.hostname === hostname);
    if (!agent) return false;
    this.#lost.add(hostname);
    for (const task of this.#on(agent)) task.end('TASK_LOST', `Slave ${hostname} removed: health check timed out`);
    return true;
  }

  /** Reconnects a lost agent without tasks. */
  restoreAgent(hostname: string): boolean {
    if (!this.#lost.delete(hostname)) return false;
    this.emit('resources');
    return true;
  }

  /** Resolves a name: an address to itself, a name of Mesos-DNS to that of a running task. */
  resolve(name: string): string | undefined {
    if (/^[\d.]+$/.test(name)) return name;
    const [wanted, ...others] = this.records().filter((record) => record.name === canonical(name));
    // Any of several tasks will do; the original answers in random order.
    const all = wanted ? [wanted, ...others] : [];
    return all[Math.floor(Math.random() * all.length)]?.address ?? FIXED_NAMES[canonical(name)];
  }

  /** Returns all names of all running tasks. */
  records(): { readonly name: string; readonly address: string; readonly task: Task }[] {
    return this.tasks.flatMap((task) => {
      const { state, address, info, agent } = task;
      if (state !== 'TASK_RUNNING' || address === undefined) return [];
      return dnsNames(info.appId, this.options.spelling).flatMap((name) => [
        { name, address, task },
        { name: name.replace(/\.mesos$/, '.slave.mesos'), address: agent.address, task },
      ]);
    });
  }

  /** Terminates all tasks with only their final events, and reconnects lost agents. */
  reset(): void {
    for (const task of this.tasks) task.end('TASK_KILLED', 'The cluster was reset');
    this.#lost.clear();
  }

  #hasRoom(agent: Machine, { cpus, mem }: TaskInfo): boolean {
    const used = this.#on(agent);
    const sum = (of: (info: TaskInfo) => number) => used.reduce((total, { info }) => total + of(info), 0);
    return (
      used.length < AGENT_TASKS &&
      sum((info) => info.cpus) + cpus <= AGENT_CPUS &&
      sum((info) => info.mem) + mem <= AGENT_MEM
    );
  }

  #on({ hostname }: Machine): Task[] {
    return this.tasks.filter(({ agent }) => agent.hostname === hostname);
  }
}

/** Normalizes a name as in records: lower case, without the trailing dot. */
export function canonical(name: string): string {
  return name.toLowerCase().replace(/\.$/, '');
}
