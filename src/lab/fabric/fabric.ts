import { setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { verdict, type CompiledPolicy } from '../../policy/verdict';
import { FabricSocket } from './socket';

/** A new connection as its initiator describes it. */
export interface Connecting {
  /** Address of the initiator. */
  readonly from: string;
  /** Address that is called. */
  readonly to: string;
  readonly port: number;
}

/** What is wrong with an address, on request. */
export interface Fault {
  /** New connections are refused, as if nothing listened. */
  readonly refuse?: boolean;
  /** Milliseconds that each new connection takes longer. */
  readonly delayMs?: number;
}

export interface FabricOptions {
  /** The policy in force at this moment. */
  readonly policy: () => CompiledPolicy;
  /** Milliseconds after which a dropped connection attempt gives up. */
  readonly connectTimeoutMs: number;
}

/** Takes a connection's far end. */
export type Accept = (socket: FabricSocket) => void;

/**
 * When a dropped connection request is sent again, in milliseconds from the first. Linux does it after 1, 3, 7, …
 * seconds; the lab's clock runs ten times faster, and so its connect timeout is shorter, too.
 */
const RETRIES = [100, 300, 700, 1500, 3100, 6300, 12_700];

const FIRST_EPHEMERAL_PORT = 32_768;
const EPHEMERAL_PORTS = 28_232;

/**
 * The network between the tasks. Every new connection is judged by the policy in force when its first packet is sent:
 * delivered, or dropped without a word until the initiator gives up. Established connections live on whatever
 * changes, as with the kernel's connection tracking.
 */
export class Fabric {
  readonly #listeners = new Map<string, Accept>();
  readonly #faults = new Map<string, Fault>();
  readonly #sockets = new Set<FabricSocket>();
  readonly #closing = new AbortController();
  #connections = 0;

  constructor(private readonly options: FabricOptions) {
    // Every attempt under way listens for the end.
    setMaxListeners(0, this.#closing.signal);
  }

  /** Accepts connections at an address and port; undefined when somebody else does. The result ends it. */
  listen(address: string, port: number, accept: Accept): (() => void) | undefined {
    const key = keyOf(address, port);
    if (this.#listeners.has(key)) return undefined;
    this.#listeners.set(key, accept);
    return () => this.#listeners.delete(key);
  }

  /**
   * Opens a connection.
   * @throws Error with code ETIMEDOUT when policy dropped it for as long as the connect timeout, ECONNREFUSED when
   * nothing listens, EHOSTUNREACH when nobody has the address.
   */
  async connect(connecting: Connecting): Promise<FabricSocket> {
    const { signal } = this.#closing;
    const { to, port } = connecting;
    const sourcePort = FIRST_EPHEMERAL_PORT + (this.#connections++ % EPHEMERAL_PORTS);
    await this.#pass(connecting, sourcePort, signal);
    const fault = this.#faults.get(to);
    if (fault?.delayMs) await delay(fault.delayMs, undefined, { signal });
    const accept = fault?.refuse ? undefined : this.#listeners.get(keyOf(to, port));
    if (!accept)
      throw this.options.policy().owners.has(to)
        ? failure('ECONNREFUSED', connecting)
        : failure('EHOSTUNREACH', connecting);

    const [near, far] = FabricSocket.pair({ address: connecting.from, port: sourcePort }, { address: to, port });
    for (const socket of [near, far]) this.#track(socket);
    accept(far);
    return near;
  }

  /** Makes an address slow or refusing; undefined heals it. */
  setFault(address: string, fault: Fault | undefined): void {
    if (fault) this.#faults.set(address, fault);
    else this.#faults.delete(address);
  }

  get faults(): ReadonlyMap<string, Fault> {
    return this.#faults;
  }

  /** Ends every connection that an address has. */
  cut(address: string): void {
    for (const socket of this.#sockets) {
      if (socket.local.address === address) socket.destroy();
    }
  }

  close(): void {
    this.#closing.abort();
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Waits until policy lets the connection request through. */
  async #pass(connecting: Connecting, sourcePort: number, signal: AbortSignal): Promise<void> {
    const { connectTimeoutMs } = this.options;
    const moments = [0, ...RETRIES.filter((moment) => moment < connectTimeoutMs), connectTimeoutMs];
    for (const [attempt, moment] of moments.entries()) {
      await (moment > 0 && delay(moment - (moments[attempt - 1] ?? 0), undefined, { signal }));
      if (moment < connectTimeoutMs && this.#allows(connecting, sourcePort)) return;
    }
    throw failure('ETIMEDOUT', connecting);
  }

  #allows({ from, to, port }: Connecting, sourcePort: number): boolean {
    const flow = {
      source: { address: from },
      destination: { address: to },
      protocol: 'tcp',
      sourcePort,
      destinationPort: port,
    };
    return verdict(flow, this.options.policy()).verdict === 'allow';
  }

  #track(socket: FabricSocket): void {
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
    // Whoever uses the socket hears of errors; one that nobody uses yet must not end the lab.
    socket.on('error', () => undefined);
  }
}

function keyOf(address: string, port: number): string {
  return `${address}:${port}`;
}

function failure(code: string, { to, port }: Connecting): Error {
  return Object.assign(new Error(`connect ${code} ${to}:${port}`), { code });
}
