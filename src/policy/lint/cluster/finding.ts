import type { Origin, Path } from '../../model/origin';
import type { Severity } from '../finding';

/** What lint of a whole cluster looks for, and how grave it is unless somebody says otherwise. */
export const CLUSTER_SEVERITIES = {
  /** The policy selects nothing that there is. */
  'empty-policy': 'warning',
  /** The peers of the rule are nobody. */
  'empty-rule': 'warning',
  /** Without the policy, everything that may talk would be the same. */
  'redundant-policy': 'info',
  'redundant-rule': 'info',
  /** Another peer of the rule takes all that this one does. */
  'redundant-peer': 'info',
  /** All policies together change nothing. */
  'vacuous-set': 'warning',
  /** Two policies of one order decide differently, and only their names tell which comes first. */
  'conflicting-order': 'warning',
  /** The policy says rules for a direction that is none of its types. */
  'ignored-direction': 'warning',
  /** Nothing is said but whom the policy is about: that isolates. */
  'isolates-silently': 'warning',
  /** An empty list of egress rules isolates nothing without the type. */
  'empty-egress': 'warning',
  /** A dash too many made two rules of one. */
  'split-rule': 'warning',
  /** Ports that are meant for one peer count for all of them. */
  'ports-of-all-peers': 'info',
  /** A port beside one that includes it. */
  'redundant-port': 'info',
  /** No namespace has the labels. */
  'no-such-namespace': 'warning',
  /** The selector looks in the policy's own namespace, and what it means is in another. */
  'other-namespace': 'warning',
  /** One peer of a rule is every pod. */
  'takes-all': 'info',
  /** Pods on the network of their node are no peers. */
  'host-network-peer': 'warning',
  /** The network contains addresses of pods. */
  'network-with-pods': 'info',
  /** What a block of addresses excludes is allowed elsewhere in the policy. */
  'except-without-effect': 'warning',
  /** The address is that of a pod, which another pod may have tomorrow. */
  'pod-address': 'info',
  /** Those who are asked have the port under another protocol. */
  'port-protocol': 'warning',
  /** The address is that of a service, which no policy sees. */
  'service-address': 'warning',
  /** The port is that of a service, and policy sees the port that it leads to. */
  'service-port': 'warning',
  /** No selected endpoint has a port of that name. */
  'unknown-port-name': 'warning',
  /** Isolated pods may talk, but not ask the cluster's DNS. */
  'no-dns': 'warning',
  /** DNS answers that are too large for UDP come over TCP. */
  'dns-without-tcp': 'info',
  /** A pod that has ended shares its address with another. */
  'reused-address': 'info',
  /** A policy without a selector is about host endpoints, too. */
  'selects-hosts': 'warning',
  /** A policy that logs and decides nothing isolates all the same. */
  'log-only': 'warning',
  /** What no rule of a policy with denials matches is denied as well. */
  'deny-only': 'info',
  /** Policy for host endpoints that leaves forwarded traffic alone. */
  'not-on-forward': 'info',
  /** `notSelector` matches all that is not known. */
  'matches-strangers': 'warning',
  /** `notSelector` of a namespaced policy is about its own namespace. */
  'own-namespace-only': 'info',
  /** No endpoint can be what the rule asks of the side that its policy selects. */
  'impossible-side': 'warning',
  /** The selector cannot hold in the namespace of its policy. */
  contradiction: 'warning',
  /** Network sets of the whole cluster need `global()`. */
  'global-missing': 'warning',
  /** An earlier rule for everything hides Kubernetes' policies. */
  'hides-kubernetes': 'warning',
  /** A later rule for everything undoes the isolation by Kubernetes' policies. */
  'undoes-isolation': 'warning',
  /** Only application layer policy looks at HTTP. */
  'http-not-enforced': 'info',
  /** Felix finds no service without a namespace. */
  'service-without-namespace': 'error',
  /** Networks of one IP version exclude the whole of the other. */
  'one-ip-version': 'warning',
  /** Pass of the last tier leads to profiles that allow everything. */
  'pass-to-profiles': 'info',
  /** A host endpoint that drops everything. */
  'closed-host': 'warning',
  'missing-profile': 'error',
  /** Untracked policy has no effect on all interfaces at once. */
  'untracked-ignored': 'warning',
  'missing-tier': 'error',
  /** A tier that nobody has given an order. */
  'unordered-tier': 'warning',
  /** A tier at the end of which nobody has said what to do. */
  'silent-tier-end': 'info',
  /** A tier of staged policies that will deny the rest when they are committed. */
  'staged-tier': 'warning',
  /** Calico’s report for the staged policy is not what committing it does. */
  'staged-replacement': 'info',
  /** A staged deletion of a policy that there is not. */
  'staged-without-effect': 'warning',
  /** A set without networks matches nothing. */
  'empty-set': 'warning',
  /** Pass leads to a denial for endpoints that no policy of their namespace selects. */
  'pass-to-baseline': 'info',
  /** Implementations differ about endpoints with policies for the other direction alone. */
  'baseline-disputed': 'info',
  /** What is accepted here is denied where it comes from. */
  'one-sided-accept': 'warning',
  /** The rule denies its own subject. */
  'denies-itself': 'warning',
  /** Namespaces are all pods, and no address outside. */
  'outside-not-covered': 'info',
  /** Two objects of one kind have one name: the last counts. */
  'duplicate-object': 'warning',
  /** The API is gone, or not meant for people. */
  'api-version': 'warning',
  /** A null counts as absent. */
  'null-selector': 'warning',
  /** The server refuses the object. */
  refused: 'error',
  /** The server passes over the field, or refuses the object for it. */
  'unknown-field': 'warning',
  /** Felix drops the object or a part of it. */
  dropped: 'error',
  /** A part is left out, so that more is matched than was written. */
  widened: 'error',
  /** Calico can put the part into force only as something else. */
  unconvertible: 'error',
} as const satisfies Readonly<Record<string, Severity>>;

export type ClusterLintCode = keyof typeof CLUSTER_SEVERITIES;

/** Something about the policy of a cluster that its authors probably do not want. */
export interface ClusterFinding {
  readonly code: ClusterLintCode;
  readonly severity: Severity;
  /** The object, and the place in it. */
  readonly origin: Origin;
  /** What is so, and why, for a person. */
  readonly message: string;
  /** Only where it is certain what was meant. */
  readonly fix?: ObjectFix;
}

/** A change of an object that does away with a finding. */
export interface ObjectFix {
  /** A command, e.g. “Remove the rule”. */
  readonly title: string;
  readonly path: Path;
  /** What to put there; undefined to take away what is there. */
  readonly value: unknown;
}

/** A finding of the usual severity. */
export function found(code: ClusterLintCode, origin: Origin, message: string, fix?: ObjectFix): ClusterFinding {
  return { code, severity: CLUSTER_SEVERITIES[code], origin, message, ...(fix && { fix }) };
}
