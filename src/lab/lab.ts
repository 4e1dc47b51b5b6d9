import { loadBalancer } from './balancer/server';
import { writeBaseKeys } from './calico/base';
import { IPAM_ASSIGNMENTS, IPAM_HOSTS, workloadsKey } from './calico/layout';
import { Faults } from './control/faults';
import { controlServer } from './control/server';
import { definitionOf } from './docker/network';
import { Networks } from './docker/networks';
import type { DockerOptions } from './docker/engine';
import { dockerServer } from './docker/server';
import { etcdServer } from './etcd/server';
import { EtcdStore } from './etcd/store';
import { FabricAgent } from './fabric/agent';
import { Fabric } from './fabric/fabric';
import { PolicyView } from './fabric/policy-view';
import { guarded, type Rules } from './http/guard';
import { newKey } from './http/key';
import { listen, type Listening } from './http/listen';
import { AGENTS, MASTER } from './machines';
import { probeBy } from './marathon/health/health-probe';
import { Marathon } from './marathon/marathon';
import { marathonServer } from './marathon/api/server';
import { MesosCluster } from './mesos/cluster';
import { mesosDnsServer } from './mesos/dns-server';
import { isPublicAddress } from './mesos/public-address';
import { SERVICES, type LabEndpoints, type LabOptions, type LabService } from './options';
import { loadState, StateFile } from './state/file';
import { stateSchema, type LabState } from './state/schema';

export type { LabEndpoints, LabOptions } from './options';

/** A running embedded cluster. */
export interface Lab {
  readonly endpoints: LabEndpoints;
  /** The key of this start, which authorizes any request; see http/guard. */
  readonly key: string;
  /** Saves the state, if persistent, and stops everything. */
  close(): Promise<void>;
}

/** Milliseconds that a request of probe or collector may take after connecting. */
const ANSWER_TIME = 2000;

/**
 * Starts an embedded cluster that speaks the wire protocols of etcd 2.3, Docker 1.11's networks, Marathon 0.14.2,
 * marathon-lb and Mesos-DNS on 127.0.0.1. Starts empty unless a state was saved.
 * @throws Error if a fixed port is in use.
 */
export async function startLab(options: LabOptions = {}): Promise<Lab> {
  const log = options.log ?? (() => undefined);
  const state = options.stateFile === undefined ? undefined : await loadState(options.stateFile, stateSchema, log);
  const parts = buildParts(options, state?.etcd.index);
  const { store, marathon } = parts;
  const file =
    options.stateFile === undefined ? undefined : new StateFile(options.stateFile, () => stateOf(parts), log);

  if (state) restore(parts, state);
  else writeBaseKeys(store);
  store.onChange(() => file?.changed());
  marathon.onChange = () => file?.changed();

  try {
    const key = newKey();
    const servers = await listenAll(parts, options.ports ?? {}, dockerOf(options), { key });
    return {
      key,
      endpoints: Object.fromEntries(SERVICES.map((service) => [service, servers[service].url])) as Record<
        LabService,
        string
      >,
      close: async () => {
        await file?.close();
        end(parts);
        await Promise.all(Object.values(servers).map((server) => server.close()));
      },
    };
  } catch (error) {
    end(parts);
    await file?.close();
    throw error;
  }
}

/** Stops all background activity. */
function end({ store, networks, fabric, mesos, marathon }: Parts): void {
  marathon.close();
  mesos.reset();
  fabric.close();
  networks.removeAllListeners();
  store.close();
}

interface Parts {
  readonly store: EtcdStore;
  readonly networks: Networks;
  readonly fabric: Fabric;
  readonly mesos: MesosCluster;
  readonly marathon: Marathon;
}

function buildParts(options: LabOptions, index: number | undefined): Parts {
  const { connectTimeoutMs = 1000, pollSeconds = 1, stagingMs = [150, 400], names: spelling = 'both' } = options;
  const store = new EtcdStore(index);
  const networks = new Networks(store);
  const view = new PolicyView(store);
  const fabric = new Fabric({ policy: () => view.policy, connectTimeoutMs });
  const requestTimeoutMs = connectTimeoutMs + ANSWER_TIME;
  const mesos = new MesosCluster({
    networks,
    fabric,
    pollMs: pollSeconds * 1000,
    requestTimeoutMs,
    stagingMs,
    spelling,
    fetchFrom: options.fetchNetwork ? isPublicAddress : undefined,
  });
  return {
    store,
    networks,
    fabric,
    mesos,
    marathon: new Marathon(mesos, probeBy(new FabricAgent(fabric, MASTER.address, (name) => name))),
  };
}

async function listenAll(
  parts: Parts,
  ports: NonNullable<LabOptions['ports']>,
  docker: DockerOptions,
  rules: Rules,
): Promise<Record<LabService, Listening>> {
  const { store, networks, fabric, mesos, marathon } = parts;
  const faults = new Faults(mesos, fabric);
  const handlers = {
    etcd: guarded(etcdServer(store), rules),
    docker: guarded(dockerServer(networks, docker), rules),
    marathon: guarded(marathonServer(marathon), rules),
    loadBalancer: loadBalancer(marathon, fabric, rules),
    mesosDns: guarded(mesosDnsServer(mesos), rules),
    control: guarded(
      controlServer(faults, () => reset(parts, faults)),
      rules,
    ),
  };
  const results = await Promise.allSettled(
    SERVICES.map(async (service) => [service, await listen(handlers[service], ports[service])] as const),
  );
  const listening = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) {
    await Promise.all(listening.map(([, server]) => server.close()));
    throw failed.reason;
  }
  return Object.fromEntries(listening) as Record<LabService, Listening>;
}

/** Docker's address is that of the first agent's daemon. */
function dockerOf({ dockerEngine }: LabOptions): DockerOptions {
  const [agent] = AGENTS;
  return { ...(dockerEngine && { engine: dockerEngine }), ...(agent && { host: agent.hostname }) };
}

/** Resets to an empty cluster, as at the first start; etcd's index continues, so that watchers see all removals. */
function reset({ store, networks, mesos, marathon }: Parts, faults: Faults): void {
  marathon.reset();
  mesos.reset();
  networks.reset();
  faults.clear();
  store.clear('/');
  writeBaseKeys(store);
  marathon.events.publish('group_change_success', { groupId: '/', version: marathon.root.version });
}

function stateOf({ store, networks, marathon }: Parts): LabState {
  const keys = [...store.leaves('/')].map(({ path: key, value, expires }) => ({
    key,
    value,
    ...(expires !== undefined && { expires }),
  }));
  const definitions = networks.list().map((network) => definitionOf(network));
  return {
    format: 1,
    etcd: { index: store.index, keys },
    networks: definitions,
    marathon: { root: marathon.root, versions: [...marathon.state.versions] },
  };
}

/** Restores a state. Tasks don't survive: their keys are removed, and Marathon restarts them. */
function restore(
  { store, networks, marathon }: Parts,
  { etcd, networks: definitions, marathon: apps }: LabState,
): void {
  for (const { key, value, expires } of etcd.keys) {
    const ttl = expires === undefined ? undefined : Math.max(0, (expires - Date.now()) / 1000);
    store.set(key, { value, ttl });
  }
  for (const gone of [IPAM_ASSIGNMENTS, IPAM_HOSTS, ...AGENTS.map(({ hostname }) => workloadsKey(hostname))])
    store.clear(gone);
  networks.restore(definitions);
  marathon.restore(apps);
}
