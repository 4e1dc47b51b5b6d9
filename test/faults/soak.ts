// `npm run test:soak [-- MINUTES]`: follows a lab and etcd’s v3 API under churn and faults, and fails if memory or handles grow. The
// default is one minute.
import { setTimeout as delay } from 'node:timers/promises';
import { CalicoDatastore } from '../../src/cluster/etcd/datastore';
import { Etcd2 } from '../../src/cluster/etcd/stores/etcd2';
import { Etcd3Store } from '../../src/cluster/etcd/stores/etcd3';
import { DockerClient } from '../../src/cluster/docker/client';
import { DockerSource } from '../../src/cluster/docker/source';
import { HttpClient } from '../../src/cluster/connection/http/client';
import { MarathonClient } from '../../src/cluster/marathon/client';
import { MarathonSource } from '../../src/cluster/marathon/source';
import { ClusterStore } from '../../src/cluster/connection/store';
import { startLab } from '../../src/lab/lab';
import { startEtcd } from '../contract/etcd/etcd';
import { appendPort } from './appending';
import { FaultProxy, type Step, type Use } from './proxy';
import { useOfCall } from './services';

/** Maximum growth of the heap since the warm-up. */
const GROWTH = 0.1;

/** Milliseconds until all connections are restored after the last fault. */
const SETTLING = 8_000;

interface Measure {
  readonly heap: number;
  readonly handles: number;
}

/** Handles that come and go with requests. */
const HANDLES = 20;

const STEPS: readonly Step[] = [
  { kind: 'cut' },
  { kind: 'reset' },
  { kind: 'garbage' },
  { kind: 'truncate' },
  { kind: 'answer', status: 503, body: 'no' },
  { kind: 'late', milliseconds: 300 },
];

/** Changes everything once, and changes it back. */
async function churn(stores: readonly CalicoDatastore[], networks: DockerClient, round: number): Promise<void> {
  const name = `soak-${round % 5}`;
  for (const direct of stores) {
    await direct.createProfile(name);
    await appendPort(direct, name, 1_000 + (round % 1_000));
  }
  const id = await networks.createNetwork({ name });
  await delay(20);
  await networks.removeNetwork(id);
  for (const direct of stores) await direct.deleteProfile(name);
}

/** Returns what remains after garbage collection. */
function measure(): Measure {
  global.gc?.();
  return { heap: process.memoryUsage().heapUsed, handles: process.getActiveResourcesInfo().length };
}

/** Returns the state without faults. */
async function settled(proxies: readonly FaultProxy[]): Promise<Measure> {
  for (const proxy of proxies) proxy.trouble = undefined;
  await delay(SETTLING);
  return measure();
}

const datastore2 = (address: string) => new CalicoDatastore(new Etcd2([new HttpClient({ address, service: 'etcd' })]));
const datastore3 = (address: string) => new CalicoDatastore(new Etcd3Store({ addresses: [address] }));

/** Follows everything for some minutes; returns false if something grew. */
async function soak(minutes: number): Promise<boolean> {
  const lab = await startLab({ stagingMs: [10, 30] });
  const etcd3 = await startEtcd();
  const proxies = await Promise.all([
    ...[lab.endpoints.etcd, lab.endpoints.marathon, lab.endpoints.docker].map((target) =>
      FaultProxy.start({
        target,
        grpc: false,
        useOf: (method, url): Use => (method !== 'GET' ? 'write' : /wait=true|\/events/.test(url) ? 'watch' : 'read'),
      }),
    ),
    FaultProxy.start({ target: etcd3.address, grpc: true, useOf: useOfCall }),
  ]);
  const [v2, marathon, docker, v3] = proxies.map(({ address }) => address) as [string, string, string, string];
  const datastores = [datastore2(v2), datastore3(v3)] as const;
  const options = { pollInterval: () => 5_000, log: () => undefined };
  const stores = [
    new ClusterStore(
      {
        policy: datastores[0],
        marathon: new MarathonSource(new MarathonClient(marathon), () => undefined),
        networks: new DockerSource([new DockerClient(docker)]),
      },
      options,
    ),
    new ClusterStore({ policy: datastores[1] }, options),
  ];
  const direct = [datastore2(lab.endpoints.etcd), datastore3(etcd3.address)];
  const networks = new DockerClient(lab.endpoints.docker);

  const lasts = minutes * 60_000;
  const began = Date.now();
  let warm: Measure | undefined;
  for (let round = 0; Date.now() - began < lasts; round += 1) {
    const step = STEPS[round % STEPS.length];
    for (const proxy of proxies)
      proxy.trouble = round % 3 === 0 && step ? { step, acted: false, uses: ['read', 'watch'] } : undefined;
    if (round % 7 === 0) proxies.forEach((proxy) => proxy.cutWatches());
    proxies.forEach((proxy) => (proxy.asked.length = 0));
    await churn(direct, networks, round);
    await delay(30);
    if (!warm && Date.now() - began > lasts / 4) warm = await settled(proxies);
  }
  const end = await settled(proxies);
  const before = warm ?? end;
  const growth = end.heap / before.heap - 1;
  console.log(
    `Heap ${(before.heap / 1e6).toFixed(1)} MB warm, ${(end.heap / 1e6).toFixed(1)} MB at the end (${(growth * 100).toFixed(1)} %); handles ${before.handles}, ${end.handles}.`,
  );
  for (const store of stores) store.dispose();
  for (const datastore of [...datastores, ...direct]) datastore.close();
  await Promise.all(proxies.map((proxy) => proxy.close()));
  await Promise.all([lab.close(), etcd3.close()]);
  return global.gc !== undefined && growth <= GROWTH && end.handles <= before.handles + HANDLES;
}

void soak(Number(process.argv[2] ?? 1)).then((level) => process.exit(level ? 0 : 1));
