import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort } from '../../scripts/process';

const PROGRAM = '/usr/sbin/haproxy';

/** A rule's condition, and the server for its requests. */
export interface Rule {
  /** In HAProxy's syntax, for example `{ hdr(host) -i a.example }`. */
  readonly condition: string;
  /** Host and port. */
  readonly server: string;
}

export interface RunningHaproxy {
  /** One address per set of rules. */
  readonly addresses: readonly string[];
  close(): Promise<void>;
}

/** Starts a real HAProxy with one frontend per set of rules; resolves when it answers. */
export async function startHaproxy(frontends: readonly (readonly Rule[])[]): Promise<RunningHaproxy> {
  if (!existsSync(PROGRAM)) throw new Error('HAProxy is not installed. On Debian run: sudo apt-get install haproxy');
  const folder = await mkdtemp(path.join(tmpdir(), 'calico-stars-haproxy-'));
  const file = path.join(folder, 'haproxy.cfg');
  const ports = await Promise.all(frontends.map(() => freePort()));
  await writeFile(file, configuration(frontends, ports));
  const child = spawn(PROGRAM, ['-db', '-f', file], { stdio: ['ignore', 'ignore', 'pipe'] });
  const output: string[] = [];
  child.stderr.on('data', (chunk: Buffer) => output.push(chunk.toString()));
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const addresses = ports.map((port) => `http://127.0.0.1:${port}`);
  while (!(await answers(addresses[0]!)))
    if (child.exitCode !== null) throw new Error(`HAProxy ended: ${output.join('')}`);
  return {
    addresses,
    close: async () => {
      child.kill();
      await gone;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function configuration(frontends: readonly (readonly Rule[])[], ports: readonly number[]): string {
  const sections = frontends.flatMap((rules, i) => [
    `frontend f${i}`,
    `  bind 127.0.0.1:${ports[i] ?? 0}`,
    ...rules.map(({ condition }, n) => `  use_backend b${i}_${n} if ${condition}`),
    ...rules.flatMap(({ server }, n) => [`backend b${i}_${n}`, `  server s ${server}`]),
  ]);
  return [
    'defaults',
    '  mode http',
    '  retries 1',
    '  timeout connect 1s',
    '  timeout client 5s',
    '  timeout server 5s',
    ...sections,
    '',
  ].join('\n');
}

async function answers(address: string): Promise<boolean> {
  try {
    await (await fetch(address)).arrayBuffer();
    return true;
  } catch {
    await new Promise((resolve) => setImmediate(resolve));
    return false;
  }
}
