import { DEMO_VIRTUAL_HOST, isKubernetes, type ClusterDefinition } from '../connection/definition';

/** How to reach the collector. */
export interface CollectorAddress {
  /** The address of star-collect or, with a virtual host, of the load balancer, for example `http://172.24.197.101`. */
  readonly address: string;
  /** The virtual host of the collector at the load balancer, for example `my.marathon.app`. */
  readonly virtualHost?: string;
}

/**
 * Returns the address of a cluster's collector. The collector's own address takes precedence over the load balancer's.
 * undefined if neither is configured.
 */
export function collectorAddress(definition: ClusterDefinition): CollectorAddress | undefined {
  if (isKubernetes(definition)) return undefined;
  const { collector, loadBalancer, virtualHost = DEMO_VIRTUAL_HOST } = definition;
  if (collector !== undefined) return { address: collector };
  return loadBalancer === undefined ? undefined : { address: loadBalancer, virtualHost };
}
