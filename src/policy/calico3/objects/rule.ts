/** A rule of a Calico v3 policy or profile in the format of `projectcalico.org/v3`: all conditions must hold. */
export interface Rule {
  /** `Allow`, `Deny`, `Pass` or `Log`; validation rejects other texts. */
  readonly action: string;
  readonly ipVersion?: number;
  /** A name such as `TCP`, or a number, which may be written as a text. */
  readonly protocol?: Protocol;
  readonly notProtocol?: Protocol;
  readonly icmp?: IcmpFields;
  readonly notICMP?: IcmpFields;
  readonly source?: EntityRule;
  readonly destination?: EntityRule;
  readonly http?: HttpMatch;
  readonly metadata?: RuleMetadata;
}

export type Protocol = number | string;

export interface IcmpFields {
  readonly type?: number;
  /** Requires a type. */
  readonly code?: number;
}

/** The conditions on one end of a connection. */
export interface EntityRule {
  readonly nets?: readonly string[];
  readonly notNets?: readonly string[];
  readonly selector?: string;
  readonly notSelector?: string;
  readonly namespaceSelector?: string;
  readonly serviceAccounts?: ServiceAccountMatch;
  readonly services?: ServiceMatch;
  readonly ports?: readonly Port[];
  readonly notPorts?: readonly Port[];
}

/** A number, `first:last`, or the name of an endpoint's port. */
export type Port = number | string;

export interface ServiceAccountMatch {
  readonly names?: readonly string[];
  readonly selector?: string;
}

export interface ServiceMatch {
  readonly name?: string;
  readonly namespace?: string;
}

export interface HttpMatch {
  readonly methods?: readonly string[];
  readonly paths?: readonly HttpPath[];
}

/** One of the two. */
export interface HttpPath {
  readonly exact?: string;
  readonly prefix?: string;
}

export interface RuleMetadata {
  readonly annotations?: Readonly<Record<string, string>>;
}
