import type { PolicyData, Snapshot } from '../../../../cluster/model/snapshot';
import { compiledOf } from '../../../../cluster/analysis/compiled';
import { hostEndpointsOf } from '../../../../cluster/model/host-endpoints';
import { modelPolicy } from '../../../../cluster/model/object-tiers';
import { workloadsOf } from '../../../../cluster/model/workloads';
import type { Policy } from '../../../../policy/model/policy';
import type { ResourceId } from '../../../../policy/resources';
import { compileSelector } from '../../../../policy/selectors';

/** An endpoint that a policy selects. */
export interface SelectedEndpoint {
  readonly kind: 'workload' | 'host';
  readonly name: string;
  /** Its name in the model. */
  readonly endpoint: string;
  readonly addresses: readonly string[];
}

/** A policy with the endpoints that it selects. */
export interface SelectingPolicy {
  readonly policy: Policy;
  readonly selected: readonly SelectedEndpoint[];
}

/**
 * Returns what a policy selects; undefined if there is no such policy in the model.
 * @param data With the unsaved changes of the policy.
 */
export function selectedEndpoints(id: ResourceId, data: PolicyData, snapshot: Snapshot): SelectingPolicy | undefined {
  const policy = modelPolicy(id, data);
  if (!policy) return undefined;
  const selects = compileSelector(policy.selector);
  const { directory } = compiledOf(data).model;
  const isSelected = ({ endpoint }: { readonly endpoint: string }) => {
    const member = directory.member(endpoint);
    return member !== undefined && selects(member.class.labels);
  };
  const selected = [
    ...workloadsOf(snapshot)
      .filter(isSelected)
      .map(({ name, endpoint, addresses }) => ({ kind: 'workload' as const, name, endpoint, addresses })),
    ...hostEndpointsOf(snapshot)
      .filter(isSelected)
      .map(({ name, endpoint, addresses }) => ({ kind: 'host' as const, name, endpoint, addresses })),
  ];
  return { policy, selected };
}
