import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CollectorClient } from '../../src/cluster/collector/client';
import { CalicoDatastore } from '../../src/cluster/etcd/datastore';
import { Etcd2 } from '../../src/cluster/etcd/stores/etcd2';
import { Etcd3Store } from '../../src/cluster/etcd/stores/etcd3';
import type { KeyValueStore } from '../../src/cluster/etcd/stores/kv';
import { prefixesIn } from '../../src/cluster/etcd/prefixes';
import { DockerClient } from '../../src/cluster/docker/client';
import { DockerSource } from '../../src/cluster/docker/source';
import { ClusterError } from '../../src/cluster/connection/errors';
import { HttpClient } from '../../src/cluster/connection/http/client';
import { KubernetesApi, KubernetesSource, KubernetesWriter, type KubernetesData } from '../../src/cluster/kubernetes';
import { discover } from '../../src/cluster/kubernetes/api/discovery';
import { MarathonClient } from '../../src/cluster/marathon/client';
import { MarathonSource } from '../../src/cluster/marathon/source';
import { MarathonWrites } from '../../src/cluster/marathon/writes/writes';
import type { MarathonData, Network } from '../../src/cluster/model/snapshot';
import type { Source } from '../../src/cluster/connection/source';
import type { DatastoreData } from '../../src/cluster/connection/store';
import { startLab } from '../../src/lab/lab';
import { startEtcd } from '../contract/etcd/etcd';
import { startKubernetes } from '../../src/lab/kubernetes/kubernetes';
import type { TlsFiles } from '../../src/cluster/connection/tls/tls';
import { authority, type Authority, type Pair } from '../contract/certificates';
import { keysOfVersion1, keysOfVersion3, type Keys } from './appending';
import type { Use } from './proxy';

/** A client under test, and a client without faults. */
export interface Subject {
  /** Creates what the case needs at the server. */
  prepare(): Promise<void>;
  read(signal?: AbortSignal): Promise<unknown>;
  readonly source: Source<unknown>;
  write(): Promise<unknown>;
  /** How often the server contains the change of {@link write}. */
  made(): Promise<number>;
  /** Makes a change as another client. */
  touch(): Promise<void>;
  /** Whether the delivery contains {@link touch}. */
  sees(data: unknown): boolean;
  close(): void | Promise<void>;
}

/** A server with its client. */
export interface Service {
  readonly target: string;
  readonly grpc: boolean;
  /** The number of different requests under one name. */
  readonly parts: number;
  /** Maximum number of connections of its client at a time, if it watches many things at once. */
  readonly connections?: number;
  readonly useOf: (method: string, url: string) => Use;
  /** The proxy's certificate, and invalid ones by name. Undefined without TLS. */
  readonly certificate?: Pair;
  readonly wrong?: Readonly<Record<string, Pair>>;
  /** @param id The case's ID, which its objects at the server contain. */
  subject(address: string, id: string): Subject;
  close(): Promise<void>;
}

const NOTHING: Pick<Subject, 'prepare' | 'write' | 'made' | 'touch' | 'sees' | 'source'> = {
  prepare: () => Promise.resolve(),
  write: () => Promise.reject(new Error('The collector is read-only.')),
  made: () => Promise.resolve(0),
  touch: () => Promise.resolve(),
  sees: () => false,
  source: { follow: () => Promise.reject(new Error('The collector is read-only.')) },
};

/** The client of the embedded cluster at an address, which may be that of a proxy. */
function kubernetesAt(server: string, token: string, tls?: TlsFiles): KubernetesApi {
  const authority = tls?.ca && ({ kind: 'data', data: tls.ca } as const);
  return new KubernetesApi(
    {
      name: 'test',
      file: 'kubeconfig',
      cluster: { name: 'test', server, isUnchecked: false, ...(authority && { authority }) },
      user: { name: 'me', token },
    },
    { mayRun: () => ({ allowed: true }), longestSilence: 5_000 },
  );
}

/** The services that are also tested over TLS. */
const SECURED = ['etcd v2', 'etcd v3', 'Marathon', 'Docker', 'Kubernetes'];

/** Starts a service for clients with these TLS options. */
type Start = (tls?: TlsFiles) => Promise<Service>;

const PLAIN: Readonly<Record<string, Start>> = {
  'etcd v2': async (tls) => {
    const etcd = await startEtcd();
    return keyService(
      etcd.address,
      (address) => new Etcd2([new HttpClient({ address, service: 'etcd', ...withTls(address, tls) })]),
      () => etcd.close(),
    );
  },
  'the lab’s etcd': async () => {
    const lab = await startLab();
    return keyService(
      lab.endpoints.etcd,
      (address) => new Etcd2([new HttpClient({ address, service: 'etcd' })]),
      () => lab.close(),
    );
  },
  'etcd v3': (tls) => etcd3Service(keysOfVersion1, tls),
  'etcd v3 with Calico 3': (tls) => etcd3Service(keysOfVersion3, tls),
  Marathon: async (tls) => {
    const lab = await startLab({ stagingMs: [10, 30] });
    const direct = new MarathonClient(lab.endpoints.marathon);
    return {
      target: lab.endpoints.marathon,
      grpc: false,
      parts: 1,
      useOf: (method, url) => (method !== 'GET' ? 'write' : url.startsWith('/v2/events') ? 'watch' : 'read'),
      subject: (address, id) => {
        const client = new MarathonClient(address, undefined, withTls(address, tls));
        const app = `/${id}/idle`;
        const instances = async () => (await direct.app(app))?.instances ?? 0;
        return {
          prepare: async () => {
            await direct.putGroup(
              '/',
              { id: `/${id}`, apps: [{ id: 'idle', cmd: 'sleep 1000', cpus: 0.1, mem: 16, instances: 1 }] },
              { force: true },
            );
          },
          read: (signal) => client.load(signal),
          source: new MarathonSource(client, () => undefined),
          write: () => new MarathonWrites(client).scaleApp(app, 2, { force: true }),
          made: async () => ((await instances()) === 2 ? 1 : 0),
          touch: async () => {
            await direct.scaleApp(app, 3, { force: true });
          },
          sees: (data) => (data as MarathonData).apps.some((known) => known.id === app && known.instances === 3),
          close: () => undefined,
        };
      },
      close: () => lab.close(),
    };
  },
  Docker: async (tls) => {
    const lab = await startLab();
    const direct = new DockerClient(lab.endpoints.docker);
    const named = (networks: readonly Network[], name: string) =>
      networks.filter((network) => network.name === name).length;
    return {
      target: lab.endpoints.docker,
      grpc: false,
      parts: 1,
      useOf: (method, url) => (method !== 'GET' ? 'write' : url.includes('/events') ? 'watch' : 'read'),
      subject: (address, id) => {
        const client = new DockerClient(address, withTls(address, tls));
        return {
          prepare: () => Promise.resolve(),
          read: (signal) => client.networks(signal),
          source: new DockerSource([client]),
          write: () => client.createNetwork({ name: `w-${id}` }),
          made: async () => named(await direct.networks(), `w-${id}`),
          touch: async () => {
            await direct.createNetwork({ name: `t-${id}` });
          },
          sees: (data) => named(data as readonly Network[], `t-${id}`) === 1,
          close: async () => {
            // Each read inspects each network, so those of other cases would slow it down.
            const own = (await direct.networks()).filter(({ name }) => name.endsWith(`-${id}`));
            await Promise.all(own.map((network) => direct.removeNetwork(network.id)));
          },
        };
      },
      close: () => lab.close(),
    };
  },
  Kubernetes: async (tls) => {
    const lab = await startKubernetes({ controllers: false });
    const direct = kubernetesAt(lab.url, lab.key);
    const apis = await discover(direct);
    const writer = new KubernetesWriter(direct, () => apis);
    const policy = (name: string) => ({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name, namespace: 'default' },
      spec: { podSelector: {}, policyTypes: ['Ingress'] },
    });
    return {
      target: lab.url,
      grpc: false,
      parts: 1,
      // A watch of each resource, and one question besides.
      connections: apis.resources.size + 1,
      useOf: (method, url) => (method !== 'GET' ? 'write' : url.includes('watch=1') ? 'watch' : 'read'),
      subject: (address, id) => {
        const api = kubernetesAt(address, lab.key, tls);
        return {
          prepare: () => Promise.resolve(),
          read: (signal) => discover(api, signal),
          source: new KubernetesSource(api),
          write: () => new KubernetesWriter(api, () => apis).create(policy(`w-${id}`)),
          made: async () => {
            const path = `/apis/networking.k8s.io/v1/namespaces/default/networkpolicies/w-${id}`;
            return direct.get({ what: 'read', path }).then(
              () => 1,
              () => 0,
            );
          },
          touch: async () => {
            await writer.create(policy(`t-${id}`));
          },
          sees: (data) =>
            ((data as KubernetesData).objects.get('networkpolicies.networking.k8s.io') ?? []).some(
              (object) => object.id.name === `t-${id}`,
            ),
          close: () => api.close(),
        };
      },
      close: () => lab.close(),
    };
  },
  'the collector': async () => {
    const server = createServer((request, response) => {
      response.setHeader('Content-Type', 'application/json');
      if (request.url === '/responses')
        response.end('{"responses":{"a":{"url":"http://a","json":{"status":{"targets":[]}}}}}');
      else response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return {
      target: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      grpc: false,
      parts: 1,
      useOf: () => 'read',
      subject: (address) => {
        const client = new CollectorClient({ address });
        const read = async (signal?: AbortSignal) => {
          const observation = await client.fetchObservation(signal);
          if (observation.state === 'unreachable' || observation.state === 'not-a-collector')
            throw new ClusterError(observation.failure.kind, observation.failure.message);
          assert.equal(observation.state, 'answered');
          return observation;
        };
        return { ...NOTHING, read, close: () => undefined };
      },
      close: async () => {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      },
    };
  },
};

/** The service behind TLS, with its own certificate authority. */
function secured(start: Start): Start {
  return async () => {
    const ca = await authority();
    const other = await authority('Another CA');
    const service = await start({ ca: ca.cert });
    return {
      ...service,
      certificate: await ca.issue('server'),
      wrong: {
        'an expired certificate': await ca.issue('server', { from: '20200101000000Z', to: '20210101000000Z' }),
        'a certificate of another authority': await other.issue('server'),
        'a certificate for another name': await ca.issue('server', { alt: 'DNS:elsewhere.example.com' }),
      },
      close: async () => {
        await service.close();
        await Promise.all([ca, other].map((one: Authority) => one.close()));
      },
    };
  };
}

/** The services by name. */
export const SERVICES: Readonly<Record<string, Start>> = {
  ...PLAIN,
  ...Object.fromEntries(
    SECURED.map((name) => [`${name} over TLS`, secured(PLAIN[name] ?? assert.fail(name))] as const),
  ),
};

/** Clients that bypass the proxy connect to the server itself, which has no TLS. */
function withTls(address: string, tls: TlsFiles | undefined): { readonly tls?: TlsFiles } {
  return tls && address.startsWith('https:') ? { tls } : {};
}

/** Calico's datastore over one of etcd's APIs. */
async function etcd3Service(keys: Keys, tls: TlsFiles | undefined): Promise<Service> {
  // Servers reject pings that come faster than this, and the clients' time is faster.
  const etcd = await startEtcd(true, undefined, ['--grpc-keepalive-min-time', '10ms']);
  return {
    ...keyService(
      etcd.address,
      (address) => new Etcd3Store({ addresses: [address], ...withTls(address, tls) }),
      () => etcd.close(),
      keys,
    ),
    grpc: true,
    parts: prefixesIn({ kind: 'etcdv3' }).length,
    useOf: useOfCall,
  };
}

function keyService(
  target: string,
  open: (address: string) => KeyValueStore,
  close: () => Promise<void>,
  { create, append, read } = keysOfVersion1,
): Service {
  const direct = new CalicoDatastore(open(target));
  return {
    target,
    grpc: false,
    parts: 1,
    useOf: (method, url) => (method !== 'GET' ? 'write' : url.includes('wait=true') ? 'watch' : 'read'),
    subject: (address, id) => {
      const datastore = new CalicoDatastore(open(address));
      return {
        prepare: async () => {
          await create(direct, id);
        },
        read: (signal) => datastore.read(signal),
        source: datastore,
        write: () => append(datastore, id, 1001),
        made: async () => read(await direct.read(), id).filter((port) => port === 1001).length,
        touch: async () => {
          await append(direct, id, 2002);
        },
        sees: (data) => read(data as DatastoreData, id).includes(2002),
        close: () => datastore.close(),
      };
    },
    close: async () => {
      direct.close();
      await close();
    },
  };
}

/** Returns the use of a gRPC call to etcd. */
export function useOfCall(_method: string, url: string): Use {
  return url.includes('.Watch/') ? 'watch' : url.endsWith('/Range') ? 'read' : 'write';
}
