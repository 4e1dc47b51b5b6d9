import { reachability, type ReachabilityOptions } from './reachability';
import { compare, type PolicyDiff } from './reach/compare';
import type { CompiledPolicy } from './verdict/policy';

export { compare, expand, type Change, type ChangedPair, type PolicyDiff } from './reach/compare';

/** What a change of policy opens and closes between endpoints (and `outside` machines) on the given ports. */
export function diff(before: CompiledPolicy, after: CompiledPolicy, ports: readonly number[], options: ReachabilityOptions = {}): PolicyDiff {
  const old = reachability(before, ports, options);
  return compare(old, reachability(after, ports, { ...options, previous: old }));
}
