import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort } from '../../../scripts/process';
import type { Pair } from '../certificates';

const PROGRAM = '/usr/bin/etcd';

export interface RunningEtcd {
  readonly address: string;
  close(): Promise<void>;
}

/** TLS for clients: the server's certificate, and the authority of client certificates if they are required. */
export interface EtcdTls {
  readonly server: Pair;
  readonly clientAuthority?: Pair;
}

/**
 * Starts a separate real etcd in an empty folder; resolves when it answers.
 * @param v2 Whether to enable the v2 keys API.
 * @param more Additional arguments.
 */
export async function startEtcd(v2 = true, tls?: EtcdTls, more: readonly string[] = []): Promise<RunningEtcd> {
  if (!existsSync(PROGRAM)) throw new Error('etcd is not installed. On Debian run: sudo apt-get install etcd-server');
  const folder = await mkdtemp(path.join(tmpdir(), 'calico-stars-etcd-'));
  const [client, peer, metrics] = [await freePort(), await freePort(), await freePort()].map(
    (port, index) => `${tls && index === 0 ? 'https' : 'http'}://127.0.0.1:${port}`,
  ) as [string, string, string];
  const args = [
    '--data-dir',
    folder,
    '--listen-client-urls',
    client,
    '--advertise-client-urls',
    client,
    '--listen-peer-urls',
    peer,
    '--initial-advertise-peer-urls',
    peer,
    '--initial-cluster',
    `default=${peer}`,
    `--enable-v2=${v2}`,
    '--log-level',
    'error',
    '--unsafe-no-fsync',
    ...(tls ? ['--listen-metrics-urls', metrics, ...tlsArgs(tls)] : []),
    ...more,
  ];
  const child = spawn(PROGRAM, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const output: string[] = [];
  child.stderr.on('data', (chunk: Buffer) => output.push(chunk.toString()));
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  while (!(await answers(tls ? metrics : client)))
    if (child.exitCode !== null) throw new Error(`etcd ended: ${output.join('')}`);
  return {
    address: client,
    close: async () => {
      child.kill();
      await gone;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function tlsArgs({ server, clientAuthority }: EtcdTls): string[] {
  return [
    '--cert-file',
    server.certFile,
    '--key-file',
    server.keyFile,
    ...(clientAuthority ? ['--client-cert-auth', '--trusted-ca-file', clientAuthority.certFile] : []),
  ];
}

/** Enables users in the v3 store: root, and others with permissions below prefixes. */
export async function enableUsers(
  address: string,
  password: string,
  users: Readonly<Record<string, readonly string[]>> = {},
): Promise<void> {
  const ask = async (path: string, body: object) => {
    const answer = await fetch(`${address}/v3/auth/${path}`, { method: 'POST', body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
  };
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  await ask('role/add', { name: 'root' });
  for (const user of ['root', ...Object.keys(users)]) await ask('user/add', { name: user, password });
  await ask('user/grant', { user: 'root', role: 'root' });
  for (const [user, prefixes] of Object.entries(users)) {
    await ask('role/add', { name: user });
    // The end of a prefix: `0` follows `/`.
    for (const prefix of prefixes)
      await ask('role/grant', {
        name: user,
        perm: { permType: 'READWRITE', key: base64(prefix), range_end: base64(prefix.replace(/\/$/, '0')) },
      });
    await ask('user/grant', { user, role: user });
  }
  await ask('enable', {});
}

async function answers(address: string): Promise<boolean> {
  try {
    return (await fetch(`${address}/health`)).ok;
  } catch {
    await new Promise((resolve) => setImmediate(resolve));
    return false;
  }
}

/** Enables users in the v2 store: root, and others with permissions below prefixes. Guests have none. */
export async function enableUsers2(
  address: string,
  password: string,
  users: Readonly<Record<string, readonly string[]>> = {},
): Promise<void> {
  const headers = { Authorization: `Basic ${Buffer.from(`root:${password}`).toString('base64')}` };
  const ask = async (path: string, body: object) => {
    const answer = await fetch(`${address}/v2/auth/${path}`, { method: 'PUT', headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
  };
  await ask('users/root', { user: 'root', password });
  for (const [user, prefixes] of Object.entries(users)) {
    const keys = prefixes.map((prefix) => `${prefix}*`);
    await ask(`roles/${user}`, { role: user, permissions: { kv: { read: keys, write: keys } } });
    await ask(`users/${user}`, { user, password, roles: [user] });
  }
  await ask('enable', {});
  await ask('roles/guest', { role: 'guest', revoke: { kv: { read: ['/*'], write: ['/*'] } } });
}
