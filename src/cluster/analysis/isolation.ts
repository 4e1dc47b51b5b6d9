import { decidingPoliciesOf, type DecidingPolicies } from '../../policy/explain';
import { DIRECTIONS, type Direction } from '../../policy/model/rule';
import type { PolicyData } from '../model/snapshot';
import { compiledOf } from './compiled';

/** What decides for an endpoint in one direction. */
export interface Deciders extends DecidingPolicies {
  readonly direction: Direction;
  /**
   * Whether what no policy allows is dropped: one of its tiers ends so. Otherwise its profiles decide about the rest,
   * which allow everything in Kubernetes.
   */
  readonly isolated: boolean;
}

/** Returns what decides for an endpoint, ingress first. Empty if the policy has no such endpoint. @param id Its name in the model. */
export function decidersOf(id: string, data: PolicyData): readonly Deciders[] {
  const { model } = compiledOf(data);
  return DIRECTIONS.flatMap((direction) => {
    const deciding = decidingPoliciesOf(id, direction, model);
    return deciding
      ? [{ direction, ...deciding, isolated: deciding.tiers.some(({ tier }) => tier.end === 'deny') }]
      : [];
  });
}

/** Returns the directions in which an endpoint is isolated. */
export function isolationOf(id: string, data: PolicyData): readonly Direction[] {
  return decidersOf(id, data).flatMap(({ direction, isolated }) => (isolated ? [direction] : []));
}
