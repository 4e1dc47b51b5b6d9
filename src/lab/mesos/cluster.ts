import { EventEmitter } from 'node:events';
import { AGENTS, MASTER, type Machine } from '../machines';
import { dnsNames, type Spelling } from './names';
import { isTerminal, type StatusUpdate, type TaskInfo } from './status';
import { Task, type TaskEnvironment } from './task';

/** What an agent offers. */
const AGENT_CPUS = 4;
const AGENT_MEM = 4096;

/** The most tasks that an agent takes, however little they ask for; an app that wants more waits for offers. */
const AGENT_TASKS = 250;

export interface ClusterOptions extends Omit<TaskEnvironment, 'resolve'> {
  readonly spelling: Spelling;
}

/** Names that do not come from tasks. */
const FIXED_NAMES: Readonly<Record<string, string>> = {
  'master.mesos': MASTER.address,
  'leader.mesos': MASTER.address,
  'marathon.mesos': MASTER.address,
};

/** Mesos as its frameworks see it: agents with resources, tasks on them, and the news of both. */
export class MesosCluster extends EventEmitter<{ status: [StatusUpdate]; resources: [] }> {
  readonly #tasks = new Map<string, Task>();
  readonly #lost = new Set<string>();

  constructor(private readonly options: ClusterOptions) {
    super();
    this.setMaxListeners(0);
  }

  /** Tasks that are staging or running. */
  get tasks(): readonly Task[] {
    return [...this.#tasks.values()];
  }

  /** The agents that are in touch. */
  get agents(): readonly Machine[] {
    return AGENTS.filter(({ hostname }) => !this.#lost.has(hostname));
  }

  find(taskId: string): Task | undefined {
    return this.#tasks.get(taskId);
  }

  /** Starts a task on the agent with the fewest tasks that has room; false when none has. */
  launch(info: TaskInfo): Task | undefined {
    const [agent] = this.agents
      .filter((candidate) => this.#hasRoom(candidate, info))
      .sort((a, b) => this.#on(a).length - this.#on(b).length);
    if (!agent) return undefined;
    const environment = { ...this.options, resolve: (name: string) => this.resolve(name) };
    const task = new Task(info, agent, environment, (told, state, message) => {
      const { id: taskId } = told.info;
      if (isTerminal(state)) this.#tasks.delete(taskId);
      this.emit('status', { taskId, state, message, agent, address: told.address });
      if (isTerminal(state)) this.emit('resources');
    });
    this.#tasks.set(info.id, task);
    return task;
  }

  /** Cuts an agent off: its tasks are lost at once, and nothing new is started there. */
  loseAgent(hostname: string): boolean {
    const agent = this.agents.find((candidate) => candidate.hostname === hostname);
    if (!agent) return false;
    this.#lost.add(hostname);
    for (const task of this.#on(agent)) task.end('TASK_LOST', `Slave ${hostname} removed: health check timed out`);
    return true;
  }

  /** Brings a lost agent back, empty. */
  restoreAgent(hostname: string): boolean {
    if (!this.#lost.delete(hostname)) return false;
    this.emit('resources');
    return true;
  }

  /** The address for a name: an address for itself, a name of Mesos-DNS for that of a running task. */
  resolve(name: string): string | undefined {
    if (/^[\d.]+$/.test(name)) return name;
    const [wanted, ...others] = this.records().filter((record) => record.name === canonical(name));
    // Of several tasks any will do; the original answers in random order.
    const all = wanted ? [wanted, ...others] : [];
    return all[Math.floor(Math.random() * all.length)]?.address ?? FIXED_NAMES[canonical(name)];
  }

  /** All names of all running tasks. */
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

  /** Ends all tasks without telling of anything but their end, and brings lost agents back. */
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

/** A name as records have it: lower case, without the dot at the end. */
export function canonical(name: string): string {
  return name.toLowerCase().replace(/\.$/, '');
}
