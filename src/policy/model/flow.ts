/** One end of a flow. */
export type Party =
  /** A workload endpoint of the policy, by name. */
  | { readonly endpoint: string }
  /** A Calico host itself: its own processes, not its workloads. */
  | { readonly host: string }
  /** A machine by address; an address that an endpoint or a host has means that endpoint or host. */
  | { readonly address: string };

/** The first packet of one connection. */
export interface Flow {
  readonly source: Party;
  readonly destination: Party;
  /** The address that a workload gives as its own; when left out: one that it has. */
  readonly sourceAddress?: string;
  /** A name such as `tcp`, or an IP protocol number. */
  readonly protocol: string | number;
  /** When left out: an ephemeral port that no rule names. */
  readonly sourcePort?: number;
  readonly destinationPort?: number;
  /** When left out with icmp or icmpv6: an echo request. */
  readonly icmpType?: number;
  readonly icmpCode?: number;
  /** Which of the endpoints' addresses are used. When left out: the version of a given address, else 4. */
  readonly ipVersion?: 4 | 6;
}
