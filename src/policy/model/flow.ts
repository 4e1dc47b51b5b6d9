/** One end of a flow. */
export type Party =
  /** A workload endpoint of the policy, by name. */
  | { readonly endpoint: string }
  /** A Calico host itself: its own processes, not its workloads. */
  | { readonly host: string }
  /** A machine by address. The address of an endpoint or host means that endpoint or host. */
  | { readonly address: string };

/** The first packet of a connection. */
export interface Flow {
  readonly source: Party;
  readonly destination: Party;
  /** The workload's source address. Defaults to one of its addresses. */
  readonly sourceAddress?: string;
  /** A name such as `tcp`, or an IP protocol number. */
  readonly protocol: string | number;
  /** Defaults to an ephemeral port that no rule names. */
  readonly sourcePort?: number;
  readonly destinationPort?: number;
  /** Defaults to an echo request for icmp and icmpv6. */
  readonly icmpType?: number;
  readonly icmpCode?: number;
  /** The version of the endpoints' addresses to use. Defaults to the version of a given address, else 4. */
  readonly ipVersion?: 4 | 6;
}
