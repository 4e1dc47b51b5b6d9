import { reachability, type ReachabilityOptions } from '../reach';
import { compare, type PolicyDiff } from './compare';
import type { CompiledModel } from '../verdict';

export { compare, expand, type ConnectionChange, type PolicyDiff } from './compare';

/** Returns what a policy change opens and closes between endpoints (and `outside` machines) on the given ports. */
export function diff(
  before: CompiledModel,
  after: CompiledModel,
  ports: readonly number[],
  options: ReachabilityOptions = {},
): PolicyDiff {
  const old = reachability(before, ports, options);
  return compare(old, reachability(after, ports, { ...options, previous: old }));
}
