import type { PolicyModel } from '../../model/model';
import { conflictingOrders, emptyParts, idleParts } from './checks/effect';
import { Facts } from './facts';
import type { ClusterFinding } from './finding';

export type * from './finding';

const CHECKS: readonly ((facts: Facts) => readonly ClusterFinding[])[] = [emptyParts, idleParts, conflictingOrders];

/** What its authors probably do not want of a whole cluster's policy. */
export function lintModel(model: PolicyModel): readonly ClusterFinding[] {
  const facts = new Facts(model);
  return CHECKS.flatMap((check) => check(facts));
}
