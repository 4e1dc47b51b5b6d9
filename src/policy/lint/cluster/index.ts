import type { PolicyModel } from '../../model/model';
import { blocks } from './checks/blocks';
import { calicoHosts } from './checks/calico-hosts';
import { calicoOrders } from './checks/calico-order';
import { calicoRules } from './checks/calico-rules';
import { calicoScopes } from './checks/calico-scope';
import { calicoObjects } from './checks/calico-tiers';
import { clusterPolicies } from './checks/cluster-policies';
import { conflictingOrders, emptyParts, idleParts } from './checks/effect';
import { peers } from './checks/peers';
import { endedPods } from './checks/pods';
import { ports } from './checks/ports';
import { problems } from './checks/problems';
import { resolvers } from './checks/resolver';
import { shapes } from './checks/shape';
import { Facts, type ClusterObject } from './facts';
import type { ClusterFinding } from './finding';

export type { ClusterObject } from './facts';
export type * from './finding';
export { lintWritten } from './written';

const CHECKS: readonly ((facts: Facts) => readonly ClusterFinding[])[] = [
  problems,
  emptyParts,
  idleParts,
  conflictingOrders,
  shapes,
  peers,
  blocks,
  ports,
  resolvers,
  endedPods,
  calicoScopes,
  calicoRules,
  calicoHosts,
  calicoOrders,
  calicoObjects,
  clusterPolicies,
];

/** Returns what the authors of a cluster's policy probably did not intend; `objects` are the source of the model. */
export function lintCluster(model: PolicyModel, objects: readonly ClusterObject[]): readonly ClusterFinding[] {
  const facts = new Facts(model, objects);
  return CHECKS.flatMap((check) => check(facts));
}
