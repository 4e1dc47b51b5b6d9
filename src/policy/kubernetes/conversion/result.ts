import type { Path } from '../../../base/decode';
import type { GlobalNetworkPolicy, NetworkPolicy, Rule, StagedNetworkPolicy } from '../../calico3/objects';

/** A Kubernetes policy in the format in which Calico enforces it. */
export interface Conversion {
  /** undefined if Calico ignores the whole policy. */
  readonly policy: NetworkPolicy | GlobalNetworkPolicy | StagedNetworkPolicy | undefined;
  /** The path in the Kubernetes policy that each rule of `spec.ingress` comes from: a peer, or a rule. */
  readonly ingress: readonly Path[];
  readonly egress: readonly Path[];
  readonly problems: readonly ConversionProblem[];
}

/** Something that Calico can't convert, and the consequence. */
export interface ConversionProblem {
  readonly path: Path;
  readonly effect:
    /** The policy is dropped. */
    | 'policy-dropped'
    /** The rule is dropped; the policy isolates in any case. */
    | 'rule-dropped'
    /** The rule denies everything instead. */
    | 'denies-all'
    /** A condition is omitted, so the rule matches more than written. */
    | 'widened'
    /** The rule is kept without one of its peers. */
    | 'peer-dropped';
  /** A sentence for the user. */
  readonly message: string;
}

/** A converted rule and its path. */
export interface ConvertedRule {
  readonly rule: Rule;
  readonly path: Path;
}

/** Thrown for what can't be converted, and caught per rule. */
export class Unconvertible extends Error {
  constructor(
    readonly path: Path,
    message: string,
  ) {
    super(message);
  }
}
