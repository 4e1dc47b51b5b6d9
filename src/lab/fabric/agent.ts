import { Agent, type ClientRequestArgs } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Fabric } from './fabric';

/** Connects Node's HTTP client through the fabric, from a given address; opens a new connection for each request. */
export class FabricAgent extends Agent {
  /**
   * @param from The initiator's address.
   * @param resolve Returns the address of a host name, or undefined.
   */
  constructor(
    private readonly fabric: Pick<Fabric, 'connect'>,
    private readonly from: string,
    private readonly resolve: (name: string) => string | undefined,
  ) {
    super({ keepAlive: false });
  }

  override createConnection(
    { host, port }: ClientRequestArgs,
    done?: (error: Error | null, socket: Duplex) => void,
  ): undefined {
    const fail = (error: unknown): void => {
      // Node ignores the socket if there is an error.
      (done as ((error: unknown) => void) | undefined)?.(error);
    };
    const to = this.resolve(host ?? '');
    if (to === undefined) {
      process.nextTick(fail, Object.assign(new Error(`getaddrinfo ENOTFOUND ${String(host)}`), { code: 'ENOTFOUND' }));
      return;
    }
    this.fabric.connect({ from: this.from, to, port: Number(port ?? 80) }).then((socket) => done?.(null, socket), fail);
  }
}
