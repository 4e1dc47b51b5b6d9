import { sameJson } from '../../base/json';
import { finished } from '../../base/time-slices';
import { reachabilityInTurn, type Reachability } from '../../policy/reach';
import type { StoredPolicy } from '../../policy/calico1/stored-policy';
import type { CompiledModel } from '../../policy/verdict';

/** A question to the policy: a protocol and its ports. Protocols without ports use port 0. */
export interface ReachQuery {
  readonly protocol: 'tcp' | 'udp' | 'icmp';
  readonly ports: readonly number[];
  /** Addresses outside the cluster that are included. */
  readonly outside: readonly string[];
}

/** The number of answers that are kept of a policy: previews ask about another port with each keystroke. */
const MOST_ANSWERS = 8;

const known = new WeakMap<CompiledModel, Reachability[]>();
const latest = new Map<ReachQuery['protocol'], WeakRef<Reachability>>();

/**
 * Returns which endpoints can reach each other. Calculated once per policy, reusing the previous result where possible.
 */
export function reachOf(policy: StoredPolicy, query: ReachQuery): Reachability {
  return finished(reaching(policy, query));
}

/** Does the same with pauses. */
export function* reaching(
  { model }: StoredPolicy,
  { protocol, ports, outside }: ReachQuery,
): Generator<undefined, Reachability> {
  const answers = known.get(model) ?? [];
  known.set(model, answers);
  const found = answers.find(
    ({ asked, layers }) =>
      asked.protocol === protocol && sameJson(asked.outside, outside) && ports.every((port) => layers.has(port)),
  );
  if (found) return found;
  const previous = latest.get(protocol)?.deref();
  const answer = yield* reachabilityInTurn(model, ports, { protocol, outside, previous });
  answers.push(answer);
  if (answers.length > MOST_ANSWERS) answers.shift();
  latest.set(protocol, new WeakRef(answer));
  return answer;
}
