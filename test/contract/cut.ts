import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface Cutter {
  readonly address: string;
  /** Cuts the connection of each following change that `chosen` selects, after the server has sent its answer. */
  cutWhen(chosen: () => boolean): void;
  /** The number of cut answers. */
  readonly cuts: number;
  close(): Promise<void>;
}

/** A change on its way to etcd: a PUT or DELETE of version 2, or a transaction of version 3. */
const CHANGE = /^(PUT|DELETE) |etcdserverpb\.KV\/(Txn|Put|DeleteRange)/;

/** A proxy for etcd that drops answers to changes after the server has made them. */
export async function startCutter(target: string): Promise<Cutter> {
  const { hostname, port } = new URL(target);
  const open = new Set<Socket>();
  let chosen = () => false;
  let cuts = 0;
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname);
    let cut = false;
    for (const socket of [client, upstream]) {
      open.add(socket);
      socket.on('error', () => undefined).on('close', () => open.delete(socket));
    }
    client.on('data', (chunk: Buffer) => {
      // gRPC compresses header names, so the path of a repeated call may be unreadable; all our bodies are readable.
      const text = chunk.toString('latin1');
      if ((CHANGE.test(text) || text.includes('/calico/v1/policy/profile/cut/rules')) && isChange(text) && chosen())
        cut = true;
      upstream.write(chunk);
    });
    upstream.on('data', (chunk: Buffer) => {
      if (cut) {
        cuts++;
        client.destroy();
        upstream.destroy();
      } else client.write(chunk);
    });
    client.on('end', () => upstream.end());
    upstream.on('end', () => client.end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cutWhen: (next) => (chosen = next),
    get cuts() {
      return cuts;
    },
    close: () => {
      open.forEach((socket) => socket.destroy());
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** The first line of a version 2 request shows its kind; a version 3 request contains the new rules. */
function isChange(text: string): boolean {
  return text.startsWith('GET ')
    ? false
    : text.startsWith('PUT ') || text.startsWith('DELETE ') || text.includes('inbound_rules');
}
