import type { Path } from '../../../base/decode';
import type { GlobalNetworkPolicy, NetworkPolicy, Rule, StagedNetworkPolicy } from '../../calico3/objects';

/** A Kubernetes policy in the form in which Calico enforces it. */
export interface Conversion {
  /** Undefined when Calico passes the whole policy over. */
  readonly policy: NetworkPolicy | GlobalNetworkPolicy | StagedNetworkPolicy | undefined;
  /** For each rule of `spec.ingress` the place in the Kubernetes policy that it came from: a peer, or a rule. */
  readonly ingress: readonly Path[];
  readonly egress: readonly Path[];
  readonly problems: readonly ConversionProblem[];
}

/** Something that Calico cannot convert, and what comes of it. */
export interface ConversionProblem {
  readonly path: Path;
  readonly effect:
    /** The policy counts as absent. */
    | 'policy-dropped'
    /** The rule counts as absent; the policy isolates all the same. */
    | 'rule-dropped'
    /** The rule denies everything instead. */
    | 'denies-all'
    /** A condition is left out: the rule matches more than was written. */
    | 'widened'
    /** The rule counts, without one of its peers. */
    | 'peer-dropped';
  /** A sentence for a person. */
  readonly message: string;
}

/** A converted rule with its place. */
export interface ConvertedRule {
  readonly rule: Rule;
  readonly path: Path;
}

/** Thrown by what cannot be converted, and caught where the rule ends. */
export class Unconvertible extends Error {
  constructor(
    readonly path: Path,
    message: string,
  ) {
    super(message);
  }
}
