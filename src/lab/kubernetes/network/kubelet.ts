import { createServer } from 'node:http';
import { FabricAgent } from '../../fabric/agent';
import type { Fabric } from '../../fabric/fabric';
import { starCollect } from '../../star/collector';
import { poll } from '../../star/poll';
import { starProbe } from '../../star/probe';
import type { ProgramContext } from '../../star/program';
import { Writer } from '../controllers/writer';
import { NODES } from '../controllers/nodes';
import { fieldsOf, listOf, textOf, timestamp, type Fields, type KubeObject } from '../objects';
import type { Change, Store } from '../store/store';
import type { Services } from './services';

/** The file that tells the collector its targets. The image has none; these are the demo's, as its page names them. */
const TARGETS_FILE = '/star/resources.json';
const TARGETS = JSON.stringify([
  { id: 'B', url: 'http://backend.stars:6379/status' },
  { id: 'C', url: 'http://client.client:9000/status' },
  { id: 'F', url: 'http://frontend.stars:80/status' },
]);

/** What the nodes work with. */
export interface KubeletParts {
  readonly store: Store;
  readonly fabric: Fabric;
  readonly services: Services;
  readonly pollMs: number;
  readonly requestTimeoutMs: number;
}

/** A pod that runs: its address, and how to end it. */
interface Running {
  readonly address: string;
  readonly end: () => void;
}

/** The nodes: run the star programs of the pods that are given to them; containers of other images just run. */
export class Kubelets {
  readonly #running = new Map<string, Running>();
  readonly #writer: Writer;
  readonly #stop: () => void;
  #timer: NodeJS.Immediate | undefined;

  constructor(private readonly parts: KubeletParts) {
    this.#writer = new Writer(parts.store, 'kubelet');
    this.#stop = parts.store.onChange(({ key }: Change) => {
      if (key.resource === 'pods') this.#wake();
    });
    // Pods of an earlier run are there already.
    this.#wake();
  }

  close(): void {
    this.#stop();
    clearImmediate(this.#timer);
    for (const { end } of this.#running.values()) end();
    this.#running.clear();
  }

  #wake(): void {
    this.#timer ??= setImmediate(() => this.#reconcile());
  }

  #reconcile(): void {
    this.#timer = undefined;
    const pods = this.#writer.list('pods');
    const alive = new Set(pods.map(({ metadata }) => metadata.uid));
    for (const [uid, { end }] of this.#running) {
      if (alive.has(uid)) continue;
      end();
      this.#running.delete(uid);
    }
    for (const pod of pods) {
      if (textOf(pod, 'spec', 'nodeName') === undefined) continue;
      if (pod.metadata.deletionTimestamp !== undefined) this.#writer.remove('pods', pod);
      else if (!this.#running.has(pod.metadata.uid)) this.#start(pod);
    }
  }

  #start(pod: KubeObject): void {
    const node = NODES.find(({ name }) => name === textOf(pod, 'spec', 'nodeName'));
    const address = node && this.#freeAddress(node.podNetwork);
    if (!node || address === undefined) return;
    const cleanups: (() => void)[] = [];
    const end = (): void => {
      for (const cleanup of cleanups.splice(0)) cleanup();
      this.parts.fabric.cut(address);
    };
    this.#running.set(pod.metadata.uid, { address, end });
    const failures = listOf(pod, 'spec', 'containers').map((container) =>
      this.#runContainer(container, pod, address, cleanups),
    );
    const failure = failures.find((text) => text !== undefined);
    const status = failure === undefined ? runningStatus(pod, node.address, address) : failedStatus(pod, failure);
    this.#writer.update('pods', pod, { status }, 'status');
  }

  #freeAddress(network: string): string | undefined {
    const taken = new Set([...this.#running.values()].map(({ address }) => address));
    for (let number = 11; number < 255; number += 1) {
      const address = `${network}.${number}`;
      if (!taken.has(address)) return address;
    }
    return undefined;
  }

  /** Runs a container; returns why it can't be. */
  #runContainer(container: unknown, pod: KubeObject, address: string, cleanups: (() => void)[]): string | undefined {
    const image = textOf(container, 'image') ?? '';
    const words = [...listOf(container, 'command'), ...listOf(container, 'args')].map(String);
    const flags = words.filter((word, index) => index > 0 || word.startsWith('-'));
    try {
      if (/(^|\/)star-probe(:|@|$)/.test(image)) starProbe(flags, this.#context(pod, address, cleanups));
      else if (/(^|\/)star-collect(:|@|$)/.test(image)) {
        starCollect([`--resources-file=${TARGETS_FILE}`, ...flags], this.#context(pod, address, cleanups));
      }
      return undefined;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  #context({ metadata }: KubeObject, address: string, cleanups: (() => void)[]): ProgramContext {
    const { fabric, services, pollMs, requestTimeoutMs } = this.parts;
    const connect = {
      connect: ({ from, to, port }: { readonly from: string; readonly to: string; readonly port: number }) => {
        const backend = services.translate({ to, port });
        if (backend) return fabric.connect({ from, ...backend });
        return Promise.reject(Object.assign(new Error(`connect ECONNREFUSED ${to}:${port}`), { code: 'ECONNREFUSED' }));
      },
    };
    return {
      agent: new FabricAgent(connect, address, (name) => services.resolve(name, metadata.namespace ?? '')),
      pollMs,
      requestTimeoutMs,
      readFile: (path) => (path === TARGETS_FILE ? TARGETS : undefined),
      every: (periodMs, round) => void cleanups.push(poll(periodMs, round)),
      serve: (port, handler) => {
        const server = createServer(handler);
        const stop = fabric.listen(address, port, (socket) => server.emit('connection', socket));
        if (!stop) throw new Error(`cannot listen at ${address}:${port}: Address already in use`);
        cleanups.push(stop);
      },
    };
  }
}

function runningStatus(pod: KubeObject, hostIP: string, podIP: string): Fields {
  const now = timestamp();
  return {
    ...fieldsOf(pod, 'status'),
    phase: 'Running',
    hostIP,
    hostIPs: [{ ip: hostIP }],
    podIP,
    podIPs: [{ ip: podIP }],
    startTime: now,
    conditions: ['PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady', 'PodScheduled'].map(
      (type) => ({
        type,
        status: 'True',
        lastProbeTime: null,
        lastTransitionTime: now,
      }),
    ),
    containerStatuses: listOf(pod, 'spec', 'containers').map((container) => ({
      name: textOf(container, 'name'),
      image: textOf(container, 'image'),
      imageID: '',
      ready: true,
      started: true,
      restartCount: 0,
      state: { running: { startedAt: now } },
      lastState: {},
    })),
  };
}

function failedStatus(pod: KubeObject, message: string): Fields {
  return { ...fieldsOf(pod, 'status'), phase: 'Failed', reason: 'Error', message };
}
