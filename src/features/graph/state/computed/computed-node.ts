import type { Connectivity, Group } from '../../../../policy/reach';
import { isOutside } from './outside-nodes';
import type { WorkloadGroup } from './workload-groups';

/** A node, and the groups of equivalent ends in it; none for an endpoint of a host. */
export interface ComputedNode extends WorkloadGroup {
  readonly ends: readonly Group[];
}

/** Finds the ends of a node in the policy. Workloads without an address have none. */
export function computedNode(group: WorkloadGroup, { groups }: Connectivity): ComputedNode {
  const ends = isOutside(group) ? group.groups : new Set(group.parties.flatMap((party) => groups.of(party) ?? []));
  return { ...group, ends: [...ends] };
}
