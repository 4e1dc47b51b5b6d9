import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort } from '../../scripts/process';
import { eventually } from '../contract/lab/lab-http';

/** A member of a cluster of real etcds. */
export interface Member {
  readonly address: string;
  /** Kills it. */
  kill(): Promise<void>;
  restart(): Promise<void>;
  isLeader(): Promise<boolean>;
}

/** A cluster of etcds with Raft. */
export interface EtcdCluster {
  readonly members: readonly Member[];
  close(): Promise<void>;
}

/** Starts a cluster in an empty folder; resolves when it has a leader. */
export async function startCluster(size: number): Promise<EtcdCluster> {
  const folder = await mkdtemp(path.join(tmpdir(), 'calico-stars-etcd-cluster-'));
  const ports: number[] = [];
  for (let index = 0; index < size * 2; index++) ports.push(await freePort());
  const url = (index: number) => `http://127.0.0.1:${ports[index] ?? 0}`;
  const names = Array.from({ length: size }, (_, index) => `m${index}`);
  const initial = names.map((name, index) => `${name}=${url(size + index)}`).join(',');
  const members = names.map((name, index) => {
    const [client, peer] = [url(index), url(size + index)];
    let child: ChildProcess | undefined;
    const start = () => {
      child = spawn(
        '/usr/bin/etcd',
        [
          '--name',
          name,
          '--data-dir',
          path.join(folder, name),
          '--listen-client-urls',
          client,
          '--advertise-client-urls',
          client,
          '--listen-peer-urls',
          peer,
          '--initial-advertise-peer-urls',
          peer,
          '--initial-cluster',
          initial,
          '--enable-v2=true',
          '--log-level',
          'error',
          '--heartbeat-interval',
          '50',
          '--election-timeout',
          '500',
        ],
        { stdio: 'ignore' },
      );
    };
    const kill = async () => {
      const running = child;
      child = undefined;
      if (running?.exitCode !== null) return;
      const gone = new Promise((resolve) => running.once('exit', resolve));
      running.kill('SIGKILL');
      await gone;
    };
    start();
    return {
      address: client,
      kill,
      restart: async () => {
        start();
        await healthy(client);
      },
      isLeader: async () => {
        const { state } = (await (await fetch(`${client}/v2/stats/self`)).json()) as { readonly state?: string };
        return state === 'StateLeader';
      },
    };
  });
  await Promise.all(members.map(({ address }) => healthy(address)));
  return {
    members,
    close: async () => {
      await Promise.all(members.map((member) => member.kill()));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function healthy(address: string): Promise<void> {
  return eventually(
    async () =>
      assert.equal(((await (await fetch(`${address}/health`)).json()) as { readonly health?: string }).health, 'true'),
    30_000,
  );
}
