import { eachInTurn, MANY } from '../../base/time-slices';
import type { Policy } from '../model/policy';
import type { EndpointClass } from './classes';
import type { CompiledModel } from './compile';
import { ByRequiredLabel } from './required';

/** Returns the number of endpoints that each policy selects, with pauses. What selects none is left out. */
export function* countingSelected(model: CompiledModel): Generator<undefined, ReadonlyMap<Policy, number>> {
  const sizes = new Map<EndpointClass, number>();
  const addMember = ({ endpoint, class: of }: CompiledModel['directory']['members'][number]) => {
    if (endpoint.kind !== 'network-set') sizes.set(of, (sizes.get(of) ?? 0) + 1);
  };
  yield* eachInTurn(model.directory.members, addMember, MANY);
  const policies = new ByRequiredLabel([...model.policies], ({ selects }) => selects.required);
  yield;
  const counts = new Map<Policy, number>();
  yield* eachInTurn(sizes, ([of, size]) => {
    for (const { policy } of policies.select(of.labels, ({ selects }) => selects.holds(of)))
      counts.set(policy, (counts.get(policy) ?? 0) + size);
  });
  return counts;
}
