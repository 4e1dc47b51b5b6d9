import type { ClusterCredentials, ClusterDefinition } from './definition';
import type { HttpOptions } from './http';
import type { ProxySettings } from './proxy';
import { hostsOf } from './redirect';
import { readTls } from './tls-files';
import type { TlsService } from './tls-settings';

/** What all clients of a cluster need beside an address: certificates, headers, trusted hosts, proxy, and whether they may write. */
export type ServiceOptions = Pick<HttpOptions, 'tls' | 'headers' | 'trustedHosts' | 'proxy' | 'readOnly'>;

/**
 * The options for one service of a cluster.
 * @throws ClusterError when a certificate file cannot be read.
 */
export async function serviceOptions(definition: ClusterDefinition, { headers }: Pick<ClusterCredentials, 'headers'>, service: TlsService, proxy?: ProxySettings): Promise<ServiceOptions> {
  const { etcd, marathon, docker = [], collector, loadBalancer, trustedHosts = [], production } = definition;
  const tls = await readTls(definition, service);
  return {
    ...(tls && { tls }),
    ...(headers && { headers }),
    ...(proxy && { proxy }),
    ...(production === 'read-only' && { readOnly: true }),
    trustedHosts: [...hostsOf([...etcd, marathon, ...docker, collector, loadBalancer]), ...trustedHosts],
  };
}
