import { Duplex } from 'node:stream';

/** An address and port at one end of a connection. */
export interface SocketAddress {
  readonly address: string;
  readonly port: number;
}

/**
 * One end of a connection inside the lab: bytes written here arrive at the other end. It has what Node's HTTP client
 * and server expect of a TCP socket beyond a plain stream, so that both work on it unchanged.
 */
export class FabricSocket extends Duplex {
  #peer: FabricSocket | undefined;
  #resume: (() => void) | undefined;
  #ended = false;

  private constructor(
    readonly local: SocketAddress,
    readonly remote: SocketAddress,
  ) {
    super();
  }

  /** A connection's two ends, that of the client first. */
  static pair(client: SocketAddress, server: SocketAddress): [FabricSocket, FabricSocket] {
    const near = new FabricSocket(client, server);
    const far = new FabricSocket(server, client);
    near.#peer = far;
    far.#peer = near;
    return [near, far];
  }

  get remoteAddress(): string {
    return this.remote.address;
  }

  get remotePort(): number {
    return this.remote.port;
  }

  /** Idle time is the programs' own business here. */
  setTimeout(): this {
    return this;
  }

  setNoDelay(): this {
    return this;
  }

  setKeepAlive(): this {
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  override _read(): void {
    const resume = this.#resume;
    this.#resume = undefined;
    resume?.();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    // What is sent to an end that is gone is lost, as on a network.
    if (this.#peer) this.#peer.receive(chunk, done);
    else done();
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#peer?.receiveEnd();
    done();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    const peer = this.#peer;
    this.#peer = undefined;
    this.#resume?.();
    if (peer) setImmediate(() => peer.hangUp());
    done(error);
  }

  private receive(chunk: Buffer, done: () => void): void {
    if (this.push(chunk)) done();
    else this.#resume = done;
  }

  private receiveEnd(): void {
    this.#ended = true;
    this.push(null);
  }

  /** The other end is gone. What it sent before it ended can still be read; without an end it is a reset. */
  private hangUp(): void {
    this.#peer = undefined;
    if (!this.#ended) this.destroy(Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }));
  }
}
