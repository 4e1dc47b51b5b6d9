/** Root of Calico 1.x's data in etcd (pycalico's datastore.py). */
export const CALICO_V1 = '/calico/v1';

/** The directory of all workloads of the libnetwork plugin on one host. */
export function workloadsKey(host: string): string {
  return `${CALICO_V1}/host/${host}/workload`;
}

/** The key of a workload endpoint of the libnetwork plugin, whose orchestrator and workload are both `libnetwork`. */
export function endpointKey(host: string, endpointId: string): string {
  return `${workloadsKey(host)}/libnetwork/libnetwork/endpoint/${endpointId}`;
}

export function profileKey(name: string): string {
  return `${CALICO_V1}/policy/profile/${name}`;
}

export const POOLS = `${CALICO_V1}/ipam/v4/pool`;

/** The key of Docker's request to create a network. */
export function networkRequestKey(networkId: string): string {
  return `/calico/libnetwork/v1/${networkId}`;
}

export const IPAM_ASSIGNMENTS = '/calico/ipam/v2/assignment';
export const IPAM_HOSTS = '/calico/ipam/v2/host';

/** The key of a block of addresses. In keys, a CIDR has `-` in place of `/`. */
export function blockKey(cidr: string): string {
  return `${IPAM_ASSIGNMENTS}/ipv4/block/${inKey(cidr)}`;
}

/** The key that assigns a block to a host. */
export function affinityKey(host: string, cidr: string): string {
  return `${IPAM_HOSTS}/${host}/ipv4/block/${inKey(cidr)}`;
}

/** Formats a CIDR as an element of a key. */
export function inKey(cidr: string): string {
  return cidr.replace('/', '-');
}
