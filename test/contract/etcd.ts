import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort } from '../../scripts/process';

const PROGRAM = '/usr/bin/etcd';

export interface RunningEtcd {
  readonly address: string;
  close(): Promise<void>;
}

/**
 * Starts a real etcd of its own in an empty folder; resolves when it answers.
 * @param v2 whether the v2 keys API is on.
 */
export async function startEtcd(v2 = true): Promise<RunningEtcd> {
  if (!existsSync(PROGRAM)) throw new Error('etcd is not installed. On Debian run: sudo apt-get install etcd-server');
  const folder = await mkdtemp(path.join(tmpdir(), 'calico-stars-etcd-'));
  const [client, peer] = [await freePort(), await freePort()].map((port) => `http://127.0.0.1:${port}`) as [string, string];
  const args = ['--data-dir', folder, '--listen-client-urls', client, '--advertise-client-urls', client, '--listen-peer-urls', peer, '--initial-advertise-peer-urls', peer, '--initial-cluster', `default=${peer}`, `--enable-v2=${v2}`, '--log-level', 'error', '--unsafe-no-fsync'];
  const child = spawn(PROGRAM, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const said: string[] = [];
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk.toString()));
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  while (!(await answers(client))) if (child.exitCode !== null) throw new Error(`etcd ended: ${said.join('')}`);
  return {
    address: client,
    close: async () => {
      child.kill();
      await gone;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function answers(address: string): Promise<boolean> {
  try {
    return (await fetch(`${address}/health`)).ok;
  } catch {
    await new Promise((resolve) => setImmediate(resolve));
    return false;
  }
}
