import { once } from 'node:events';
import { createServer, request as send, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How an answer is lost: the connection ends, or a proxy reports that it got none. */
export type Loss = 'cut' | '502';

/** A proxy that drops answers to changes, or the changes themselves. */
export interface Cutter {
  readonly url: string;
  /** Changes reach the server from now on, but their answers are lost. */
  loseAnswers(how: Loss, options?: { readonly alsoReadings?: boolean }): void;
  /** Changes don't reach the server from now on. */
  loseRequests(how: Loss): void;
  heal(): void;
  /** The number of changes since the last setting. */
  changes(): number;
  close(): Promise<void>;
}

export async function startCutter(target: string): Promise<Cutter> {
  let mode: { readonly lose: 'nothing' | 'answer' | 'request'; readonly how: Loss; readonly readings: boolean } = {
    lose: 'nothing',
    how: 'cut',
    readings: false,
  };
  let changes = 0;
  let lost = false;
  const fail = (response: ServerResponse) => {
    if (mode.how === 'cut') response.destroy();
    else response.writeHead(502, { 'Content-Type': 'text/html' }).end('<html>Bad Gateway</html>');
  };
  const handle = (incoming: IncomingMessage, response: ServerResponse) => {
    const change = !['GET', 'HEAD'].includes(incoming.method ?? '');
    if (change) changes += 1;
    if (change && mode.lose === 'request') {
      fail(response);
      return;
    }
    if (!change && mode.readings && lost) {
      response.destroy();
      return;
    }
    const onward = send(
      target + (incoming.url ?? ''),
      { method: incoming.method, headers: { ...incoming.headers, host: new URL(target).host } },
      (answer) => {
        if (change && mode.lose === 'answer') {
          lost = true;
          answer.resume().on('end', () => fail(response));
          return;
        }
        response.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(response);
      },
    );
    onward.on('error', () => response.destroy());
    response.on('close', () => onward.destroy());
    incoming.pipe(onward);
  };
  const server = createServer(handle).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const become = (next: typeof mode) => {
    mode = next;
    changes = 0;
    lost = false;
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    loseAnswers: (how, { alsoReadings = false } = {}) => become({ lose: 'answer', how, readings: alsoReadings }),
    loseRequests: (how) => become({ lose: 'request', how, readings: false }),
    heal: () => (mode = { lose: 'nothing', how: 'cut', readings: false }),
    changes: () => changes,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
