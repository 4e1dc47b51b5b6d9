import * as l10n from '@vscode/l10n';
import { collectorAddress } from '../collector/address';
import { CollectorClient } from '../collector/client';
import { compiledSource } from '../etcd/compiled-source';
import { CalicoDatastore } from '../etcd/datastore';
import { detectDatastore } from '../etcd/stores/detect';
import { isKubernetes, type ClusterCredentials, type ClusterDefinition } from './definition';
import { DockerClient } from '../docker/client';
import { DockerSource } from '../docker/source';
import { messageOf } from './errors';
import { openKubernetes } from '../kubernetes/open';
import type { MayRun } from '../kubernetes';
import { etcdObjects } from '../etcd/objects';
import { MarathonClient } from '../marathon/client';
import { MarathonSource } from '../marathon/source';
import type { ProxySettings } from './http/proxy';
import { serviceOptions, type ServiceOptions } from './service-options';
import type { OpenCluster } from './opened';
import { guardedStore, WriteGuard, type Confirm } from './write-guard';

export { healthChecks } from './health/checks';

export interface OpenOptions {
  /** Proxy settings. Defaults to those of the environment. */
  readonly proxy?: ProxySettings;
  /** Asks the user before a production cluster is changed. */
  readonly confirm?: Confirm;
  /** Whether programs that a kubeconfig names may be run. Defaults to always. */
  readonly mayRun?: MayRun;
}

/**
 * Creates the clients of a cluster and checks etcd or Kubernetes' API server, which is required. The other services are checked by their sources
 * and may be unavailable. Every write passes the guard.
 * @throws ClusterError if etcd or the API server can't be used, or a file can't be read.
 */
export async function openCluster(
  definition: ClusterDefinition,
  credentials: ClusterCredentials,
  log: (message: string) => void,
  signal: AbortSignal,
  { proxy, confirm, mayRun = () => ({ allowed: true }) }: OpenOptions = {},
): Promise<OpenCluster> {
  const guard = new WriteGuard(definition, confirm);
  if (isKubernetes(definition)) {
    const options = { ...(proxy && { proxy }), permit: guard.permit, mayRun };
    return openKubernetes(definition, credentials, guard, options, log, signal);
  }
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
    objects: etcdObjects(datastore),
    datastore,
    ...(marathon && { marathon }),
    docker,
    guard,
    sources: {
      policy: compiledSource(datastore),
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
