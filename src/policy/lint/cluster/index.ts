import { finished } from '../../../base/time-slices';
import type { CompiledModel } from '../../verdict';
import { blocks } from './checks/blocks';
import { calicoHosts } from './checks/calico-hosts';
import { calicoOrders } from './checks/calico-order';
import { calicoRules } from './checks/calico-rules';
import { calicoScopes } from './checks/calico-scope';
import { calicoObjects } from './checks/calico-tiers';
import { clusterPolicies } from './checks/cluster-policies';
import { conflictingOrders, emptyParts, idleParts } from './checks/without-effect';
import { peers } from './checks/peers';
import { endedPods } from './checks/pods';
import { ports } from './checks/ports';
import { problems } from './checks/problems';
import { resolvers } from './checks/resolver';
import { shapes } from './checks/shape';
import { Facts, type ClusterObject } from './facts';
import type { ClusterFinding } from './finding';
import { survey } from './survey/survey';

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

/** The maximum number of pairs of endpoints that are examined in detail. */
const MOST_PAIRS = 200_000;

/** Returns what the authors of a cluster's policy probably did not intend; `objects` are the source of the model. */
export function lintCluster(model: CompiledModel, objects: readonly ClusterObject[]): readonly ClusterFinding[] {
  return finished(lintingCluster(model, objects, MOST_PAIRS));
}

/**
 * Does what {@link lintCluster} does, and yields regularly, so that the caller can let other work run first.
 * @param mostPairs The maximum number of pairs of endpoints to examine in detail. Beyond it, the effect of removing a
 * part is not determined.
 */
export function* lintingCluster(
  model: CompiledModel,
  objects: readonly ClusterObject[],
  mostPairs: number,
): Generator<undefined, readonly ClusterFinding[]> {
  const facts = new Facts(model, objects, yield* survey(model, mostPairs));
  const findings: ClusterFinding[] = [];
  for (const check of CHECKS) {
    yield;
    findings.push(...check(facts));
  }
  return findings;
}
