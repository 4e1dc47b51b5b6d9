// Runs in the network namespace of one machine: sends the packets requested on standard input, one line of JSON per
// round, and answers with a line after all have left.
import { createSocket } from 'node:dgram';
import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { setImmediate } from 'node:timers/promises';

/** The packets of an agent in one round. */
export interface Round {
  readonly version: 4 | 6;
  readonly flows: readonly {
    readonly protocol: 'tcp' | 'udp';
    readonly address: string;
    readonly sourcePort: number;
    readonly destinationPort: number;
  }[];
  /** The destination of its last packet. */
  readonly marker: { readonly address: string; readonly port: number };
}

let connections: Socket[] = [];

async function main(): Promise<void> {
  for await (const line of createInterface({ input: process.stdin })) {
    await send(JSON.parse(line) as Round);
    process.stdout.write('sent\n');
  }
  process.exit();
}

async function send({ version, flows, marker }: Round): Promise<void> {
  for (const connection of connections) connection.destroy();
  connections = flows
    .filter(({ protocol }) => protocol === 'tcp')
    .map(({ address, sourcePort, destinationPort }) => {
      const connection = connect({ host: address, port: destinationPort, localPort: sourcePort });
      // Refused on arrival, since nothing listens; its packet has been counted by then.
      return connection.on('error', () => connection.destroy());
    });
  const datagrams = flows.filter(({ protocol }) => protocol === 'udp');
  for (const sourcePort of new Set(datagrams.map((flow) => flow.sourcePort))) {
    await sendDatagrams(
      version,
      sourcePort,
      datagrams
        .filter((flow) => flow.sourcePort === sourcePort)
        .map(({ address, destinationPort }) => ({ address, port: destinationPort })),
    );
  }
  // Connections begin on the next tick.
  await setImmediate();
  await sendDatagrams(version, marker.port, [marker]);
}

async function sendDatagrams(version: 4 | 6, sourcePort: number, targets: readonly Round['marker'][]): Promise<void> {
  const socket = createSocket(version === 4 ? 'udp4' : 'udp6');
  // Answers from ports without listeners are ignored.
  socket.on('error', () => undefined);
  await new Promise<void>((resolve) => socket.bind(sourcePort, resolve));
  await Promise.all(
    targets.map(({ address, port }) => new Promise<void>((resolve) => socket.send('', port, address, () => resolve()))),
  );
  await new Promise<void>((resolve) => socket.close(resolve));
}

void main();
