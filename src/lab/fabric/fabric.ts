import { setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { judge, passes, type CompiledModel } from '../../policy/verdict';
import { parseAddress } from '../../policy/model/address';
import { FabricSocket } from './socket';

/** A connection request. */
export interface Connecting {
  /** The initiator's address. */
  readonly from: string;
  /** The destination's address. */
  readonly to: string;
  readonly port: number;
}

/** A fault injected at an address. */
export interface Fault {
  /** New connections are refused, as if nothing listened. */
  readonly refuse?: boolean;
  /** Delay of each new connection, in milliseconds. */
  readonly delayMs?: number;
}

export interface FabricOptions {
  /** The current policy. */
  readonly policy: () => CompiledModel;
  /** Milliseconds after which a dropped connection attempt times out. */
  readonly connectTimeoutMs: number;
}

/** Receives the far end of a connection. */
export type Accept = (socket: FabricSocket) => void;

/**
 * Retransmissions of a dropped connection request, in milliseconds from the first. Linux uses 1, 3, 7, … seconds; the
 * lab is ten times faster, which also shortens its connect timeout.
 */
const RETRIES = [100, 300, 700, 1500, 3100, 6300, 12_700];

const FIRST_EPHEMERAL_PORT = 32_768;
const EPHEMERAL_PORTS = 28_232;

/**
 * The network between the tasks. Evaluates every new connection against the policy in force when its first packet is
 * sent: it is delivered, or dropped silently until the initiator times out. Established connections survive policy
 * changes, as with the kernel's connection tracking.
 */
export class Fabric {
  readonly #listeners = new Map<string, Accept>();
  readonly #faults = new Map<string, Fault>();
  readonly #sockets = new Set<FabricSocket>();
  readonly #closing = new AbortController();
  #connections = 0;

  constructor(private readonly options: FabricOptions) {
    // Every pending attempt listens for the end.
    setMaxListeners(0, this.#closing.signal);
  }

  /** Accepts connections at an address and port; undefined if already in use. The returned function stops listening. */
  listen(address: string, port: number, accept: Accept): (() => void) | undefined {
    const key = keyOf(address, port);
    if (this.#listeners.has(key)) return undefined;
    this.#listeners.set(key, accept);
    return () => this.#listeners.delete(key);
  }

  /**
   * Opens a connection.
   * @throws Error with code ETIMEDOUT if policy drops it until the connect timeout, ECONNREFUSED if nothing listens,
   * EHOSTUNREACH if the address does not exist.
   */
  async connect(connecting: Connecting): Promise<FabricSocket> {
    const { signal } = this.#closing;
    const { to, port } = connecting;
    const sourcePort = FIRST_EPHEMERAL_PORT + (this.#connections++ % EPHEMERAL_PORTS);
    await this.#pass(connecting, sourcePort, signal);
    const fault = this.#faults.get(to);
    if (fault?.delayMs) await delay(fault.delayMs, undefined, { signal });
    const accept = fault?.refuse ? undefined : this.#listeners.get(keyOf(to, port));
    if (!accept) throw failure(this.#exists(to) ? 'ECONNREFUSED' : 'EHOSTUNREACH', connecting);

    const [near, far] = FabricSocket.pair({ address: connecting.from, port: sourcePort }, { address: to, port });
    for (const socket of [near, far]) this.#track(socket);
    accept(far);
    return near;
  }

  /** Makes an address slow or refusing; undefined removes the fault. */
  setFault(address: string, fault: Fault | undefined): void {
    if (fault) this.#faults.set(address, fault);
    else this.#faults.delete(address);
  }

  get faults(): ReadonlyMap<string, Fault> {
    return this.#faults;
  }

  /** Closes every connection of an address. */
  cut(address: string): void {
    for (const socket of this.#sockets) {
      if (socket.local.address === address) socket.destroy();
    }
  }

  close(): void {
    this.#closing.abort();
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Waits until policy allows the connection request. */
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
    return passes(judge(flow, this.options.policy()).enforced);
  }

  #exists(text: string): boolean {
    const address = parseAddress(text);
    const { directory } = this.options.policy();
    const place = address && directory.place(address);
    return place !== undefined && (directory.workloadAt(place) ?? directory.hostAt(place)) !== undefined;
  }

  #track(socket: FabricSocket): void {
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
    // The socket's user handles errors; before there is one, an error must not terminate the lab.
    socket.on('error', () => undefined);
  }
}

function keyOf(address: string, port: number): string {
  return `${address}:${port}`;
}

function failure(code: string, { to, port }: Connecting): Error {
  return Object.assign(new Error(`connect ${code} ${to}:${port}`), { code });
}
