import { Duplex } from 'node:stream';

/** An address and port at one end of a connection. */
export interface SocketAddress {
  readonly address: string;
  readonly port: number;
}

/**
 * One end of a connection inside the lab: bytes written here arrive at the other end. Adds to a plain stream what
 * Node's HTTP client and server expect of a TCP socket.
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

  /** Creates both ends of a connection, the client's first. */
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

  /** No-op: programs handle idle time themselves. */
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
    // Data sent to a closed peer is lost, as on a network.
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

  /** The peer has closed. What it sent before its end can still be read; without an end, the connection is reset. */
  private hangUp(): void {
    this.#peer = undefined;
    if (!this.#ended) this.destroy(Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }));
  }
}
