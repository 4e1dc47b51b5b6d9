/** A machine of the lab's cluster, named and numbered as in the Stars demo. */
export interface Machine {
  readonly hostname: string;
  readonly address: string;
}

/** Runs the load balancer, Marathon and Mesos-DNS; not a Calico host, so policy applies to its traffic to workloads. */
export const MASTER: Machine = { hostname: 'calico-mesos-01', address: '172.24.197.101' };

/** The two machines that run tasks. */
export const AGENTS: readonly Machine[] = [
  { hostname: 'calico-mesos-02', address: '172.24.197.102' },
  { hostname: 'calico-mesos-03', address: '172.24.197.103' },
];
