import type { ClusterCredentials, MesosDefinition } from './definition';
import type { HttpOptions } from './http/client';
import { hostsOf } from './http/redirect';
import { readTls } from './tls/files';
import type { TlsService } from './tls/settings';

/**
 * What all clients of a cluster need besides an address: certificates, headers, trusted hosts, proxy, and the write
 * guard.
 */
export type ServiceOptions = Pick<HttpOptions, 'tls' | 'headers' | 'trustedHosts' | 'proxy' | 'permit'>;

/**
 * Returns the options for a service of a cluster.
 * @throws ClusterError if a certificate file can't be read.
 */
export async function serviceOptions(
  definition: MesosDefinition,
  { headers }: Pick<ClusterCredentials, 'headers'>,
  service: TlsService,
  { proxy, permit }: Pick<HttpOptions, 'proxy' | 'permit'> = {},
): Promise<ServiceOptions> {
  const { etcd, marathon, docker = [], collector, loadBalancer, trustedHosts = [] } = definition;
  const tls = await readTls(definition, service);
  return {
    ...(tls && { tls }),
    ...(headers && { headers }),
    ...(proxy && { proxy }),
    ...(permit && { permit }),
    trustedHosts: [...hostsOf([...etcd, marathon, ...docker, collector, loadBalancer]), ...trustedHosts],
  };
}
