/** Where Calico 1.x keeps its data in etcd (pycalico's datastore.py). */
export const CALICO_V1 = '/calico/v1';

/** All that the libnetwork plugin writes for the workloads of one host. */
export function workloadsKey(host: string): string {
  return `${CALICO_V1}/host/${host}/workload`;
}

/** A workload endpoint of the libnetwork plugin, for which orchestrator and workload are both `libnetwork`. */
export function endpointKey(host: string, endpointId: string): string {
  return `${workloadsKey(host)}/libnetwork/libnetwork/endpoint/${endpointId}`;
}

export function profileKey(name: string): string {
  return `${CALICO_V1}/policy/profile/${name}`;
}

export const POOLS = `${CALICO_V1}/ipam/v4/pool`;

/** What Docker sent when it had a network created. */
export function networkRequestKey(networkId: string): string {
  return `/calico/libnetwork/v1/${networkId}`;
}

export const IPAM_ASSIGNMENTS = '/calico/ipam/v2/assignment';
export const IPAM_HOSTS = '/calico/ipam/v2/host';

/** One block of addresses. In keys a CIDR has `-` in place of `/`. */
export function blockKey(cidr: string): string {
  return `${IPAM_ASSIGNMENTS}/ipv4/block/${inKey(cidr)}`;
}

/** Says that a block belongs to a host. */
export function affinityKey(host: string, cidr: string): string {
  return `${IPAM_HOSTS}/${host}/ipv4/block/${inKey(cidr)}`;
}

/** A CIDR as an element of a key. */
export function inKey(cidr: string): string {
  return cidr.replace('/', '-');
}
