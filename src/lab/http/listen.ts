import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The lab listens on this machine only. */
const LOOPBACK = '127.0.0.1';

/** Milliseconds within which a whole request must arrive, which ends endless bodies. */
const RECEIVE_WITHIN = 60_000;

/** A running server. */
export interface Listening {
  readonly server: Server;
  /** For example `http://127.0.0.1:40961`. */
  readonly url: string;
  readonly port: number;
  /** Stops the server and closes all client connections. */
  close(): Promise<void>;
}

/**
 * Serves HTTP on the loopback interface.
 * @param port 0 for a free port.
 * @throws Error of Node's `listen`, such as EADDRINUSE.
 */
export async function listen(handler: RequestListener, port = 0): Promise<Listening> {
  const server = createServer(handler);
  // Limits only the request; a response such as a watch or an event stream may take hours.
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
