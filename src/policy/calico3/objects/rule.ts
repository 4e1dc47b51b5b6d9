/** A rule of a Calico v3 policy or profile, as `projectcalico.org/v3` writes it: all that is given must hold. */
export interface Rule {
  /** `Allow`, `Deny`, `Pass` or `Log`; other texts are for validation to refuse. */
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
  /** Only beside a type. */
  readonly code?: number;
}

/** What one end of a connection must be. */
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

/** A number, `first:last`, or a name that endpoints give to a port. */
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
