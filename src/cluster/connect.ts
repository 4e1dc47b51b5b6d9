import { readFile } from 'node:fs/promises';
import { collectorAddress } from './collector/address';
import { CollectorClient } from './collector/client';
import { CalicoDatastore } from './datastore/datastore';
import { detectDatastore } from './datastore/detect';
import type { ClusterCredentials, ClusterDefinition } from './definition';
import { DockerClient } from './docker/client';
import { DockerSource } from './docker/source';
import { ClusterError, messageOf } from './errors';
import type { TlsFiles } from './http';
import { MarathonClient } from './marathon/client';
import { MarathonSource } from './marathon/source';
import type { ClusterSources } from './store';

/** The clients of one cluster, and the sources that its store follows. */
export interface OpenCluster {
  readonly datastore: CalicoDatastore;
  readonly marathon?: { readonly client: MarathonClient; readonly source: MarathonSource };
  /** Empty when no Docker host is configured. */
  readonly docker: readonly DockerClient[];
  readonly sources: ClusterSources;
  close(): void;
}

/**
 * Builds the clients of a cluster and asks etcd, without which nothing can be shown. The other services are asked by
 * their sources, and may be away.
 * @throws ClusterError when etcd cannot be used, or a certificate file cannot be read.
 */
export async function openCluster(definition: ClusterDefinition, credentials: ClusterCredentials, log: (message: string) => void, signal: AbortSignal): Promise<OpenCluster> {
  const tls = await readTls(definition);
  const store = await detectDatastore({ addresses: definition.etcd, log, ...(credentials.etcd && { credentials: credentials.etcd }), ...(tls && { tls }) }, signal);
  const datastore = new CalicoDatastore(store, log);
  const marathon = definition.marathon === undefined ? undefined : openMarathon(definition.marathon, credentials, log);
  const docker = (definition.docker ?? []).map((address) => new DockerClient(address));
  const collector = collectorAddress(definition);
  const client = collector && new CollectorClient(collector);
  return {
    datastore,
    ...(marathon && { marathon }),
    docker,
    sources: {
      policy: datastore,
      ...(marathon && { marathon: marathon.source }),
      ...(docker.length > 0 && { networks: new DockerSource(docker) }),
      ...(client && { observe: (end: AbortSignal) => client.fetchObservation(end) }),
    },
    close: () => datastore.close(),
  };
}

function openMarathon(address: string, { marathon: credentials }: ClusterCredentials, log: (message: string) => void): NonNullable<OpenCluster['marathon']> {
  const client = new MarathonClient(address, credentials);
  return { client, source: new MarathonSource(client, (error) => log(`A Marathon event could not be handled: ${messageOf(error)}`)) };
}

async function readTls({ caFile, certFile, keyFile }: ClusterDefinition): Promise<TlsFiles | undefined> {
  const [ca, cert, key] = await Promise.all([caFile, certFile, keyFile].map(readPem));
  if (!ca && !cert && !key) return undefined;
  if (!cert !== !key) throw new ClusterError('invalid', 'A client certificate needs its key, and a key its certificate.', 'Give both “certFile” and “keyFile” in the cluster’s settings, or neither.');
  return { ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) };
}

async function readPem(file: string | undefined): Promise<Buffer | undefined> {
  if (file === undefined) return undefined;
  try {
    return await readFile(file);
  } catch (error) {
    throw new ClusterError('invalid', `The file ${file} cannot be read: ${messageOf(error)}.`, 'Correct its path in the cluster’s settings.', undefined, { cause: error });
  }
}
