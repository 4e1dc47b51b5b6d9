import type { Origin, Path } from '../../model/origin';
import type { Severity } from '../finding';

/** The checks of a whole cluster, with their default severity. */
export const CLUSTER_SEVERITIES = {
  /** The policy selects nothing. */
  'empty-policy': 'warning',
  /** The rule's peers match nothing. */
  'empty-rule': 'warning',
  /** The policy has no effect on what is allowed. */
  'redundant-policy': 'info',
  'redundant-rule': 'info',
  /** Another peer of the rule includes this one. */
  'redundant-peer': 'info',
  /** All policies together have no effect. */
  'vacuous-set': 'warning',
  /** Two policies of equal order decide differently, and only their names determine which comes first. */
  'conflicting-order': 'warning',
  /** The policy has rules for a direction that is not in its types. */
  'ignored-direction': 'warning',
  /** The policy only selects endpoints, which isolates them. */
  'isolates-silently': 'warning',
  /** An empty list of egress rules isolates nothing without the type. */
  'empty-egress': 'warning',
  /** An extra dash made two rules of one. */
  'split-rule': 'warning',
  /** Ports intended for one peer apply to all of them. */
  'ports-of-all-peers': 'info',
  /** Another port includes this one. */
  'redundant-port': 'info',
  /** No namespace has the labels. */
  'no-such-namespace': 'warning',
  /** The selector matches in the policy's own namespace, but its target is in another. */
  'other-namespace': 'warning',
  /** One peer of a rule matches every pod. */
  'takes-all': 'info',
  /** Pods on the host network are not peers. */
  'host-network-peer': 'warning',
  /** The network contains addresses of pods. */
  'network-with-pods': 'info',
  /** The exception of an address block is allowed elsewhere in the policy. */
  'except-without-effect': 'warning',
  /** The address belongs to a pod and may be reassigned. */
  'pod-address': 'info',
  /** The servers have the port under another protocol. */
  'port-protocol': 'warning',
  /** The address belongs to a service, which policy never sees. */
  'service-address': 'warning',
  /** The port belongs to a service, and policy sees its target port. */
  'service-port': 'warning',
  /** No selected endpoint has a port of that name. */
  'unknown-port-name': 'warning',
  /** Isolated pods may connect, but can't query the cluster's DNS. */
  'no-dns': 'warning',
  /** DNS answers that are too large for UDP use TCP. */
  'dns-without-tcp': 'info',
  /** A terminated pod shares its address with another. */
  'reused-address': 'info',
  /** A policy without a selector applies to host endpoints too. */
  'selects-hosts': 'warning',
  /** A policy that only logs isolates nevertheless. */
  'log-only': 'warning',
  /** Traffic that no rule of a policy with denials matches is denied too. */
  'deny-only': 'info',
  /** The policy for host endpoints ignores forwarded traffic. */
  'not-on-forward': 'info',
  /** `notSelector` also matches unknown addresses. */
  'matches-strangers': 'warning',
  /** `notSelector` of a namespaced policy matches only its own namespace. */
  'own-namespace-only': 'info',
  /** No endpoint matches both the policy's selector and the rule's near side. */
  'impossible-side': 'warning',
  /** The selector can't match in its policy's namespace. */
  contradiction: 'warning',
  /** Global network sets require `global()`. */
  'global-missing': 'warning',
  /** An earlier rule for everything hides Kubernetes policies. */
  'hides-kubernetes': 'warning',
  /** A later rule for everything undoes the isolation by Kubernetes policies. */
  'undoes-isolation': 'warning',
  /** Only application layer policy evaluates HTTP. */
  'http-not-enforced': 'info',
  /** Felix finds no service without a namespace. */
  'service-without-namespace': 'error',
  /** Networks of one IP version exclude all of the other. */
  'one-ip-version': 'warning',
  /** A pass in the last tier leads to profiles that allow everything. */
  'pass-to-profiles': 'info',
  /** A host endpoint that drops everything. */
  'closed-host': 'warning',
  'missing-profile': 'error',
  /** Untracked policy has no effect on a host endpoint for all interfaces. */
  'untracked-ignored': 'warning',
  'missing-tier': 'error',
  /** The tier has no order. */
  'unordered-tier': 'warning',
  /** The end of the tier has no explicit action. */
  'silent-tier-end': 'info',
  /** A tier of staged policies will deny all other traffic once they are committed. */
  'staged-tier': 'warning',
  /** Calico’s report for the staged policy differs from the effect of committing it. */
  'staged-replacement': 'info',
  /** A staged deletion of a policy that does not exist. */
  'staged-without-effect': 'warning',
  /** A set without networks matches nothing. */
  'empty-set': 'warning',
  /** A pass leads to a denial for endpoints that no policy of their namespace selects. */
  'pass-to-baseline': 'info',
  /** Implementations differ for endpoints with policies for the other direction only. */
  'baseline-disputed': 'info',
  /** Traffic that this side accepts is denied at the other. */
  'one-sided-accept': 'warning',
  /** The rule denies its own subject. */
  'denies-itself': 'warning',
  /** Namespaces include all pods, but no outside address. */
  'outside-not-covered': 'info',
  /** Two objects of one kind have the same name: the last one wins. */
  'duplicate-object': 'warning',
  /** The API version is removed or internal. */
  'api-version': 'warning',
  /** A null counts as missing. */
  'null-selector': 'warning',
  /** The server rejects the object. */
  refused: 'error',
  /** The server ignores the field, or rejects the object because of it. */
  'unknown-field': 'warning',
  /** Felix drops the object or part of it. */
  dropped: 'error',
  /** A part is ignored, so the policy matches more than was written. */
  widened: 'error',
  /** Calico can't enforce the part as written. */
  unconvertible: 'error',
} as const satisfies Readonly<Record<string, Severity>>;

export type ClusterLintCode = keyof typeof CLUSTER_SEVERITIES;

/** Something in a cluster's policy that its authors probably did not intend. */
export interface ClusterFinding {
  readonly code: ClusterLintCode;
  readonly severity: Severity;
  /** The object, and the path in it. */
  readonly origin: Origin;
  /** What happens and why, for the user. */
  readonly message: string;
  /** Only if the intention is certain. */
  readonly fix?: ObjectFix;
}

/** A change of an object that resolves a finding. */
export interface ObjectFix {
  /** A command, for example “Remove the rule”. */
  readonly title: string;
  readonly path: Path;
  /** The new value; undefined to remove the present one. */
  readonly value: unknown;
}

/** Creates a finding of default severity. */
export function found(code: ClusterLintCode, origin: Origin, message: string, fix?: ObjectFix): ClusterFinding {
  return { code, severity: CLUSTER_SEVERITIES[code], origin, message, ...(fix && { fix }) };
}
