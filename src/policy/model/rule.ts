import type { SelectorNode } from '../selectors';
import type { Network } from './address';
import type { Origin } from './origin';

/** Seen from the endpoint that a policy selects: `ingress` comes to it, `egress` leaves it. */
export type Direction = 'ingress' | 'egress';

export const DIRECTIONS: readonly Direction[] = ['ingress', 'egress'];

/** `pass` leaves the tier, or the profile, for the next; `log` goes on with the next rule. */
export type Action = 'allow' | 'deny' | 'pass' | 'log';

/** A rule: it matches a packet when everything in `match` holds. */
export interface Rule {
  readonly action: Action;
  readonly match: RuleMatch;
  readonly origin: Origin;
  /**
   * Set when this is not what was written, but what becomes of it: a rule that Felix cannot render drops everything, and
   * so do rules of which iptables refuses one.
   */
  readonly flaw?: 'unrenderable' | 'refused';
}

/** What a rule asks of a packet. What is left out asks nothing. */
export interface RuleMatch {
  /** The rule is not there for the other version. */
  readonly ipVersion?: 4 | 6;
  /** IP protocol numbers. */
  readonly protocol?: number;
  readonly notProtocol?: number;
  readonly icmp?: IcmpMatch;
  readonly notIcmp?: IcmpMatch;
  /** The rule looks at HTTP requests, which no packet tells: it matches some of them at most. */
  readonly http?: true;
  readonly source: SideMatch;
  readonly destination: SideMatch;
}

/** ICMP of either IP version. Without a code: any code of the type. */
export interface IcmpMatch {
  readonly type: number;
  readonly code?: number;
}

/**
 * What a rule asks of one end of a packet. A rule with a list of networks has no part in an IP version of which the
 * list has no member (Felix's rule renderer), so an empty list is not the same as none.
 */
export interface SideMatch {
  /** The address is in one of them. */
  readonly nets?: readonly Network[];
  /** The address is in none of them. */
  readonly notNets?: readonly Network[];
  /** The port is one of these. A name is looked up at the endpoints that have the address and match all `peers`. */
  readonly ports?: readonly PortMatch[];
  readonly notPorts?: readonly PortMatch[];
  /** The address belongs to a member of each of these. */
  readonly peers?: readonly Peers[];
  /** The address belongs to a member of none of these. */
  readonly notPeers?: readonly Peers[];
  /** The address, and for a destination the port too, stands in a slice of the service. */
  readonly service?: ServiceRef;
}

/** A range of ports, both ends included, or a name that endpoints give to ports of theirs. */
export type PortMatch =
  | { readonly kind: 'range'; readonly first: number; readonly last: number }
  | { readonly kind: 'name'; readonly name: string };

/** A set of endpoints and of network sets: by their labels, or by a tag of their profiles (Calico v1). */
export type Peers =
  { readonly kind: 'selector'; readonly selector: SelectorNode } | { readonly kind: 'tag'; readonly tag: string };

/** A service of Kubernetes. One without namespace is nobody's: Calico finds no slice of it. */
export interface ServiceRef {
  readonly namespace: string | undefined;
  readonly name: string;
}

/** A side of which nothing is asked. */
export const ANY_SIDE: SideMatch = {};

/** What matches everything. */
export const ANY: RuleMatch = { source: ANY_SIDE, destination: ANY_SIDE };
