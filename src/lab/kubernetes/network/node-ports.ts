import type { RequestListener } from 'node:http';
import { guarded, type Rules } from '../../http/guard';
import { listen, type Listening } from '../../http/listen';
import { listOf, numberOf, textOf, type KubeObject } from '../objects';
import type { Store } from '../store/store';

/** What opens ports of nodes on this machine. */
export interface NodePortParts {
  readonly store: Store;
  readonly rules: Rules;
  /** Forwards a request to a port of a service. */
  readonly forward: (service: {
    readonly namespace: string;
    readonly name: string;
    readonly port: number;
  }) => RequestListener;
  readonly log: (message: string) => void;
}

/** A port of a service that is open on every node. */
interface Wanted {
  readonly namespace: string;
  readonly name: string;
  readonly port: number;
  readonly nodePort: number;
}

/**
 * Opens the ports of nodes on this machine, for HTTP, as the nodes have no addresses that it knows. One that is taken
 * gets a free port instead, which is told.
 */
export class NodePorts {
  readonly #open = new Map<string, Promise<Listening | undefined>>();
  readonly #stop: () => void;
  #isClosed = false;

  constructor(private readonly parts: NodePortParts) {
    this.#stop = parts.store.onChange(({ key }) => {
      if (key.resource === 'services') this.#follow();
    });
    this.#follow();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#stop();
    await Promise.all([...this.#open.values()].map(closed));
  }

  #follow(): void {
    if (this.#isClosed) return;
    const wanted = new Map(
      this.parts.store
        .list('services')
        .flatMap(nodePortsOf)
        .map((port) => [keyOf(port), port]),
    );
    for (const [key, listening] of this.#open) {
      if (wanted.has(key)) continue;
      this.#open.delete(key);
      void closed(listening);
    }
    for (const [key, port] of wanted) if (!this.#open.has(key)) this.#open.set(key, this.#listen(port));
  }

  async #listen({ nodePort, ...service }: Wanted): Promise<Listening | undefined> {
    const { rules, forward, log } = this.parts;
    const handler = guarded(forward(service), rules);
    const { namespace, name } = service;
    try {
      const listening = await listen(handler, nodePort);
      log(`The service ${name} of ${namespace} is at ${listening.url}.`);
      return listening;
    } catch {
      const listening = await listen(handler).catch(() => undefined);
      log(
        listening
          ? `Port ${nodePort} is taken, so the service ${name} of ${namespace} is at ${listening.url}.`
          : `Port ${nodePort} of the service ${name} of ${namespace} could not be opened.`,
      );
      return listening;
    }
  }
}

async function closed(listening: Promise<Listening | undefined>): Promise<void> {
  await (await listening)?.close();
}

function keyOf({ namespace, name, port, nodePort }: Wanted): string {
  return `${namespace}/${name}:${port} ${nodePort}`;
}

function nodePortsOf(service: KubeObject): readonly Wanted[] {
  if (!['NodePort', 'LoadBalancer'].includes(textOf(service, 'spec', 'type') ?? '')) return [];
  const { namespace = '', name } = service.metadata;
  return listOf(service, 'spec', 'ports').flatMap((entry) => {
    const [port, nodePort] = [numberOf(entry, 'port'), numberOf(entry, 'nodePort')];
    const isTcp = (textOf(entry, 'protocol') ?? 'TCP') === 'TCP';
    return port === undefined || nodePort === undefined || !isTcp ? [] : [{ namespace, name, port, nodePort }];
  });
}
