import { DEMO_VIRTUAL_HOST, type ClusterDefinition } from '../connection/definition';

/** How the collector is reached. */
export interface CollectorAddress {
  /** star-collect itself or, with a virtual host, the load balancer, e.g. `http://172.24.197.101`. */
  readonly address: string;
  /** The name under which the load balancer routes to the collector, e.g. `my.marathon.app`. */
  readonly virtualHost?: string;
}

/** Where a cluster's collector is: the collector's own address before the load balancer's; undefined when neither is configured. */
export function collectorAddress({
  collector,
  loadBalancer,
  virtualHost = DEMO_VIRTUAL_HOST,
}: ClusterDefinition): CollectorAddress | undefined {
  if (collector !== undefined) return { address: collector };
  return loadBalancer === undefined ? undefined : { address: loadBalancer, virtualHost };
}
