import { spawn, spawnSync, type ChildProcessByStdio } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Readable } from 'node:stream';

const PROGRAM = '/usr/sbin/dockerd';

/** The folder where engines look for plugins, which can't be configured. */
const PLUGINS = '/run/docker/plugins';
const PLUGIN = path.join(PLUGINS, 'calico.sock');

/** A separate real Docker engine, with a stub in place of Calico's network plugin. */
export interface RunningDocker {
  readonly address: string;
  /** The calls of the plugin, in order. */
  readonly asked: readonly string[];
  /** Makes the plugin reject this call with these words; without words, it accepts again. */
  refuse(call: string, words?: string): void;
  close(): Promise<void>;
}

/** Returns why this machine can't run an engine; undefined if it can. */
export function dockerObstacle(): string | undefined {
  if (!existsSync(PROGRAM)) return 'Docker is not installed. On Debian run: sudo apt-get install docker.io';
  if (process.getuid?.() !== 0) return 'Only root can start a Docker engine.';
  if (readFileSync('/proc/net/unix', 'utf8').includes(PLUGIN))
    return `Something listens at ${PLUGIN} already, such as Calico's own plugin.`;
  // Root in a container may lack the permissions that every engine requires at startup.
  if (spawnSync('unshare', ['--mount', '--net', 'true']).status !== 0)
    return 'An engine needs namespaces of its own for mounts and network, which this machine refuses.';
  return undefined;
}

/** Starts an engine in an empty folder, without a bridge and without packet rules; resolves when it answers. */
export async function startDocker(): Promise<RunningDocker> {
  const folder = await mkdtemp(path.join(tmpdir(), 'calico-stars-dockerd-'));
  const plugin = await startPlugin();
  const socket = path.join(folder, 'docker.sock');
  const args = [
    '--data-root',
    path.join(folder, 'data'),
    '--exec-root',
    path.join(folder, 'exec'),
    '--pidfile',
    path.join(folder, 'pid'),
    '--host',
    `unix://${socket}`,
    '--iptables=false',
    '--ip6tables=false',
    '--bridge=none',
    '--storage-driver=vfs',
  ];
  const child = spawn(PROGRAM, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await listening(child);
  return {
    address: `unix://${socket}`,
    asked: plugin.asked,
    refuse: plugin.refuse,
    close: async () => {
      child.kill();
      await gone;
      await plugin.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Answers libnetwork's requests to a network and address management plugin, as Calico's does. */
async function startPlugin(): Promise<Pick<RunningDocker, 'asked' | 'refuse' | 'close'>> {
  const asked: string[] = [];
  const refused = new Map<string, string>();
  const answer = (call: string, { Pool = '' }: { readonly Pool?: string }): object => {
    const words = refused.get(call);
    if (words !== undefined) return { Err: words };
    switch (call) {
      case '/Plugin.Activate':
        return { Implements: ['NetworkDriver', 'IpamDriver'] };
      case '/NetworkDriver.GetCapabilities':
        return { Scope: 'local' };
      case '/IpamDriver.GetDefaultAddressSpaces':
        return {
          LocalDefaultAddressSpace: 'CalicoLocalAddressSpace',
          GlobalDefaultAddressSpace: 'CalicoGlobalAddressSpace',
        };
      case '/IpamDriver.RequestPool':
        return {
          PoolID: Pool === '' ? 'CalicoPoolIPv4' : Pool,
          Pool: Pool === '' ? '0.0.0.0/0' : Pool,
          Data: { 'com.docker.network.gateway': '0.0.0.0/0' },
        };
      case '/IpamDriver.RequestAddress':
        return { Address: '192.168.0.1/32', Data: {} };
      default:
        return {};
    }
  };
  const server = createServer((incoming, response) => {
    let body = '';
    incoming.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
    incoming.on('end', () => {
      const call = incoming.url ?? '';
      asked.push(call);
      const result = answer(call, JSON.parse(body === '' ? '{}' : body) as { readonly Pool?: string });
      response
        .writeHead('Err' in result ? 500 : 200, { 'Content-Type': 'application/vnd.docker.plugins.v1.1+json' })
        .end(JSON.stringify(result));
    });
  });
  await mkdir(PLUGINS, { recursive: true });
  // May be left over from a killed test.
  await rm(PLUGIN, { force: true });
  await new Promise<void>((resolve) => server.listen(PLUGIN, resolve));
  return {
    asked,
    refuse: (call, words) => {
      if (words === undefined) refused.delete(call);
      else refused.set(call, words);
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(PLUGIN, { force: true });
    },
  };
}

/** Resolves when the engine has logged that it accepts requests. Rejects with its log if it ends before. */
function listening(child: ChildProcessByStdio<null, null, Readable>): Promise<void> {
  return new Promise((resolve, reject) => {
    let log = '';
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      log += chunk;
      if (log.includes('API listen on')) resolve();
    });
    child.once('error', reject);
    child.once('close', () => reject(new Error(`dockerd ended: ${log.slice(-2_000)}`)));
  });
}
