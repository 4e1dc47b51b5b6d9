import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Where the lab listens: never beyond this machine. */
const LOOPBACK = '127.0.0.1';

/** Milliseconds within which a whole request must have come, so that a body without end does end. */
const RECEIVE_WITHIN = 60_000;

/** A server that accepts connections. */
export interface Listening {
  readonly server: Server;
  /** E.g. `http://127.0.0.1:40961`. */
  readonly url: string;
  readonly port: number;
  /** Ends it together with every connection that its clients hold open. */
  close(): Promise<void>;
}

/**
 * Serves HTTP on the loopback interface.
 * @param port 0 takes a free one.
 * @throws Error of Node's `listen`, such as EADDRINUSE.
 */
export async function listen(handler: RequestListener, port = 0): Promise<Listening> {
  const server = createServer(handler);
  // The time for a request to arrive; its answer, such as a watch or an event stream, may take hours.
  server.requestTimeout = RECEIVE_WITHIN;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, LOOPBACK, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const { port: actual } = server.address() as AddressInfo;
  return { server, port: actual, url: `http://${LOOPBACK}:${actual}`, close: () => closeServer(server) };
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
