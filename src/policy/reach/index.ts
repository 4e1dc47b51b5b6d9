import { build, update } from './build';
import type { Asked, Reachability } from './result';
import type { CompiledPolicy } from '../verdict/policy';

export type { Reachability } from './result';

/** Which connections are asked about, besides their port. */
export interface ReachabilityOptions {
  /** A name such as `tcp`, or an IP protocol number; `tcp` when left out. */
  readonly protocol?: string | number;
  /** When left out: an ephemeral port that no rule names. */
  readonly sourcePort?: number;
  /** With icmp or icmpv6; an echo request when left out. */
  readonly icmpType?: number;
  readonly icmpCode?: number;
  /** 4 when left out, save for icmpv6. */
  readonly ipVersion?: 4 | 6;
  /** Addresses of machines outside the cluster that are asked about too. */
  readonly outside?: readonly string[];
  /** An earlier answer: what the policies and the questions have in common is taken over from it. */
  readonly previous?: Reachability | undefined;
}

/**
 * Which endpoints may open connections to which, for all ordered pairs on each of the ports. Endpoints that policy
 * cannot tell apart are asked about once. For a protocol without ports ask about port 0.
 */
export function reachability(
  policy: CompiledPolicy,
  ports: readonly number[],
  options: ReachabilityOptions = {},
): Reachability {
  const { previous, protocol = 'tcp', outside = [], ...rest } = options;
  const asked: Asked = { ...rest, protocol, outside, ipVersion: options.ipVersion ?? (protocol === 'icmpv6' ? 6 : 4) };
  const base =
    previous?.policy.endpoints === policy.endpoints && sameQuestion(previous.asked, asked) ? previous : undefined;
  return (base && update(base, policy, ports, asked)) ?? build(policy, ports, asked);
}

function sameQuestion(a: Asked, b: Asked): boolean {
  const same =
    a.protocol === b.protocol &&
    a.ipVersion === b.ipVersion &&
    a.sourcePort === b.sourcePort &&
    a.icmpType === b.icmpType &&
    a.icmpCode === b.icmpCode;
  return (
    same && a.outside.length === b.outside.length && a.outside.every((address, index) => address === b.outside[index])
  );
}
