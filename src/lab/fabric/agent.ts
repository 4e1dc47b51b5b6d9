import { Agent, type ClientRequestArgs } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Fabric } from './fabric';

/**
 * Makes Node's HTTP client connect through the fabric, as a program at a given address would; a new connection for
 * each request.
 */
export class FabricAgent extends Agent {
  /**
   * @param from The initiator's address.
   * @param resolve Gives the address for a host name, or undefined.
   */
  constructor(
    private readonly fabric: Fabric,
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
      // Node looks at the socket only when there is no error.
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
