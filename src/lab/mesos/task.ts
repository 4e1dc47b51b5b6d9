import { randomInt } from 'node:crypto';
import { createServer } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { Networks } from '../docker/networks';
import { FabricAgent } from '../fabric/agent';
import type { Fabric } from '../fabric/fabric';
import { dockerId } from '../identifiers';
import type { Machine } from '../machines';
import { poll } from '../star/poll';
import { ProgramExit } from '../star/program';
import { runContainer, type Container } from './command';
import type { IsAllowed } from './download';
import { fetchAll, type FetchedFile } from './fetcher';
import type { TaskInfo, TaskState } from './status';

const SANDBOX = '/mnt/mesos/sandbox';

/** Milliseconds from a kill request to termination. */
const KILL_MS = 50;

/** The environment that all tasks share. */
export interface TaskEnvironment {
  readonly networks: Networks;
  readonly fabric: Fabric;
  /** Resolves a host name, as Mesos-DNS does. */
  readonly resolve: (name: string) => string | undefined;
  readonly pollMs: number;
  readonly requestTimeoutMs: number;
  /** Which addresses `uris` may be fetched from; if undefined, none. */
  readonly fetchFrom: IsAllowed | undefined;
  /** The minimum and maximum milliseconds that a task takes to start. */
  readonly stagingMs: readonly [number, number];
}

/** Receives a task's state changes. */
export type TaskListener = (task: Task, state: TaskState, message: string) => void;

/** One task on an agent, from staging to termination: a container with a network endpoint and a program. */
export class Task {
  readonly containerId = dockerId();
  readonly #ended = new AbortController();
  readonly #cleanups: (() => void)[] = [];
  readonly #files = new Map<string, string>();
  #state: TaskState = 'TASK_STAGING';
  #address: string | undefined;

  constructor(
    readonly info: TaskInfo,
    readonly agent: Machine,
    private readonly environment: TaskEnvironment,
    private readonly tell: TaskListener,
  ) {
    void this.#start();
  }

  get state(): TaskState {
    return this.#state;
  }

  get address(): string | undefined {
    return this.#address;
  }

  /** Requests termination, which takes a moment. */
  kill(): void {
    delay(KILL_MS, undefined, { signal: this.#ended.signal }).then(
      () => this.end('TASK_KILLED', 'Container killed'),
      () => undefined,
    );
  }

  /** Terminates the task immediately and reports the state. */
  end(state: TaskState, message: string): void {
    if (this.#ended.signal.aborted) return;
    this.#ended.abort();
    this.#state = state;
    for (const cleanup of this.#cleanups.reverse()) cleanup();
    this.tell(this, state, message);
  }

  async #start(): Promise<void> {
    const {
      stagingMs: [least, most],
      fetchFrom,
    } = this.environment;
    const { signal } = this.#ended;
    try {
      const [files] = await Promise.all([
        fetchAll(this.info.uris, signal, fetchFrom).catch((error: unknown) =>
          Promise.reject(
            new Error(`Failed to fetch all URIs for container '${this.containerId.slice(0, 12)}': ${messageOf(error)}`),
          ),
        ),
        delay(randomInt(least, most + 1), undefined, { signal }),
      ]);
      this.#address = this.#join();
      this.#run(files, this.#address);
      this.#state = 'TASK_RUNNING';
      this.tell(this, 'TASK_RUNNING', '');
    } catch (error) {
      // Whoever terminated it has reported it.
      if (!signal.aborted) this.#fail(error);
    }
  }

  /** Returns the task's address: its own in a Docker network, otherwise its machine's. */
  #join(): string {
    const { networks, fabric } = this.environment;
    const { network, ip, id } = this.info;
    if (network === undefined) return this.agent.address;
    const {
      containerId,
      agent: { hostname: host },
    } = this;
    try {
      const { address } = networks.join(network, { containerId, containerName: `mesos-${id}`, host, ip });
      this.#cleanups.push(() => {
        fabric.cut(address);
        networks.leave(containerId);
      });
      return address;
    } catch (error) {
      throw new Error(
        `Docker container run error: Container exited on error: exited with status 125: docker: Error response from daemon: ${messageOf(error)}.`,
        { cause: error },
      );
    }
  }

  #run(files: readonly FetchedFile[], address: string): void {
    for (const { name, text } of files) this.#files.set(`${SANDBOX}/${name}`, text);
    try {
      runContainer(this.info, this.#container(address));
    } catch (error) {
      if (!(error instanceof ProgramExit && error.status === 0)) throw error;
      // A command that exits immediately was still running first.
      setImmediate(() => this.end('TASK_FINISHED', 'Command exited with status 0'));
    }
  }

  #container(address: string): Container {
    const { fabric, resolve, pollMs, requestTimeoutMs } = this.environment;
    const agent = new FabricAgent(fabric, address, resolve);
    return {
      agent,
      pollMs,
      requestTimeoutMs,
      environment: {
        ...this.info.env,
        MESOS_SANDBOX: SANDBOX,
        MESOS_TASK_ID: this.info.id,
        MARATHON_APP_ID: this.info.appId,
        HOST: this.agent.hostname,
      },
      readFile: (path) => this.#files.get(path),
      writeFile: (path, text) => void this.#files.set(path, text),
      every: (periodMs, round) => void this.#cleanups.push(poll(periodMs, round)),
      serve: (port, handler) => {
        const server = createServer(handler);
        const stop = fabric.listen(address, port, (socket) => server.emit('connection', socket));
        if (!stop)
          throw new Error(`Command exited with status 1: cannot listen at ${address}:${port}: Address already in use`);
        this.#cleanups.push(stop);
      },
    };
  }

  #fail(error: unknown): void {
    this.end(
      'TASK_FAILED',
      error instanceof ProgramExit && !error.message.startsWith('Command')
        ? `Command exited with status ${error.status}: ${error.message}`
        : messageOf(error),
    );
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
