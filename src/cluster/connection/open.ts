import * as l10n from '@vscode/l10n';
import { collectorAddress } from '../collector/address';
import { CollectorClient } from '../collector/client';
import { CalicoDatastore } from '../etcd/datastore';
import { detectDatastore } from '../etcd/stores/detect';
import type { ClusterCredentials, ClusterDefinition } from './definition';
import { DockerClient } from '../docker/client';
import { DockerSource } from '../docker/source';
import { messageOf } from './errors';
import { MarathonClient } from '../marathon/client';
import { MarathonSource } from '../marathon/source';
import type { ProxySettings } from './http/proxy';
import { serviceOptions, type ServiceOptions } from './service-options';
import type { ClusterSources } from './store';
import { guardedStore, WriteGuard, type Confirm } from './write-guard';

export { healthChecks } from './health/checks';

/** The clients of a cluster, and the sources that its store follows. */
export interface OpenCluster {
  readonly datastore: CalicoDatastore;
  readonly marathon?: { readonly client: MarathonClient; readonly source: MarathonSource };
  /** Empty if no Docker host is configured. */
  readonly docker: readonly DockerClient[];
  readonly sources: ClusterSources;
  /** Checks every write. */
  readonly guard: WriteGuard;
  close(): void;
}

export interface OpenOptions {
  /** Proxy settings. Defaults to those of the environment. */
  readonly proxy?: ProxySettings;
  /** Asks the user before a production cluster is changed. */
  readonly confirm?: Confirm;
}

/**
 * Creates the clients of a cluster and checks etcd, which is required. The other services are checked by their sources
 * and may be unavailable. Every write passes the guard.
 * @throws ClusterError if etcd can't be used, or a certificate file can't be read.
 */
export async function openCluster(
  definition: ClusterDefinition,
  credentials: ClusterCredentials,
  log: (message: string) => void,
  signal: AbortSignal,
  { proxy, confirm }: OpenOptions = {},
): Promise<OpenCluster> {
  const guard = new WriteGuard(definition, confirm);
  const optionsOf = (service: Parameters<typeof serviceOptions>[2]) =>
    serviceOptions(definition, credentials, service, { ...(proxy && { proxy }), permit: guard.permit });
  const [forEtcd, forMarathon, forDocker, forCollector] = await Promise.all([
    optionsOf('etcd'),
    optionsOf('marathon'),
    optionsOf('docker'),
    optionsOf('collector'),
  ]);
  const store = await detectDatastore(
    { addresses: definition.etcd, log, ...forEtcd, ...(credentials.etcd && { credentials: credentials.etcd }) },
    signal,
  );
  const datastore = new CalicoDatastore(guardedStore(store, guard), log, guard);
  const marathon =
    definition.marathon === undefined ? undefined : openMarathon(definition.marathon, credentials, forMarathon, log);
  const docker = (definition.docker ?? []).map((address) => new DockerClient(address, forDocker));
  const collector = collectorAddress(definition);
  const client = collector && new CollectorClient(collector, undefined, forCollector);
  return {
    datastore,
    ...(marathon && { marathon }),
    docker,
    guard,
    sources: {
      policy: datastore,
      ...(marathon && { marathon: marathon.source }),
      ...(docker.length > 0 && { networks: new DockerSource(docker) }),
      ...(client && { observe: (end: AbortSignal) => client.fetchObservation(end) }),
    },
    close: () => datastore.close(),
  };
}

function openMarathon(
  address: string,
  { marathon: credentials }: ClusterCredentials,
  options: ServiceOptions,
  log: (message: string) => void,
): NonNullable<OpenCluster['marathon']> {
  const client = new MarathonClient(address, credentials, options);
  return {
    client,
    source: new MarathonSource(client, (error) =>
      log(l10n.t('A Marathon event could not be handled: {0}', messageOf(error))),
    ),
  };
}
