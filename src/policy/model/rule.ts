import type { SelectorNode } from '../selectors';
import type { Network } from './address';
import type { Origin } from './origin';

/** As seen from the selected endpoint: `ingress` is incoming, `egress` is outgoing traffic. */
export type Direction = 'ingress' | 'egress';

export const DIRECTIONS: readonly Direction[] = ['ingress', 'egress'];

/** `pass` continues with the next tier or profile; `log` continues with the next rule. */
export type Action = 'allow' | 'deny' | 'pass' | 'log';

/** A rule matches a packet that meets all conditions in `match`. */
export interface Rule {
  readonly action: Action;
  readonly match: RuleMatch;
  readonly origin: Origin;
  /**
   * Set if the rule's effect differs from its text: Felix drops everything in place of a rule that it can't render, and
   * if iptables rejects one of several rules.
   */
  readonly flaw?: 'unrenderable' | 'refused';
}

/** The conditions of a rule. Omitted conditions always hold. */
export interface RuleMatch {
  /** The rule exists only for this IP version. */
  readonly ipVersion?: 4 | 6;
  /** IP protocol numbers. */
  readonly protocol?: number;
  readonly notProtocol?: number;
  readonly icmp?: IcmpMatch;
  readonly notIcmp?: IcmpMatch;
  /** The rule matches HTTP requests, which packets don't show, so it matches at most some of them. */
  readonly http?: true;
  readonly source: SideMatch;
  readonly destination: SideMatch;
}

/** ICMP of either IP version. Without a code, matches any code of the type. */
export interface IcmpMatch {
  readonly type: number;
  readonly code?: number;
}

/**
 * Conditions on one end of a packet. A rule with a list of networks doesn't exist for an IP version without a network
 * in the list (Felix's rule renderer), so an empty list differs from a missing one.
 */
export interface SideMatch {
  /** One of these contains the address. */
  readonly nets?: readonly Network[];
  /** None of these contains the address. */
  readonly notNets?: readonly Network[];
  /**
   * The port is one of these. A named port is resolved at the endpoints that have the address and match all `peers`.
   */
  readonly ports?: readonly PortMatch[];
  readonly notPorts?: readonly PortMatch[];
  /** The address belongs to a member of each of these sets. */
  readonly peers?: readonly Peers[];
  /** The address belongs to a member of none of these sets. */
  readonly notPeers?: readonly Peers[];
  /** A slice of the service contains the address and, for a destination, the port. */
  readonly service?: ServiceRef;
}

/** An inclusive range of ports, or the name of an endpoint's port. */
export type PortMatch =
  | { readonly kind: 'range'; readonly first: number; readonly last: number }
  | { readonly kind: 'name'; readonly name: string };

/** A set of endpoints and network sets, by labels or by a tag of their profiles (Calico v1). */
export type Peers =
  { readonly kind: 'selector'; readonly selector: SelectorNode } | { readonly kind: 'tag'; readonly tag: string };

/** A Kubernetes service. Without a namespace, Calico finds no slices of it. */
export interface ServiceRef {
  readonly namespace: string | undefined;
  readonly name: string;
}

/** A side without conditions. */
export const ANY_SIDE: SideMatch = {};

/** Matches everything. */
export const ANY: RuleMatch = { source: ANY_SIDE, destination: ANY_SIDE };
