/** Which way the traffic goes, seen from the workload that carries the profile. */
export type Direction = 'inbound' | 'outbound';

/** What a matching rule does. `log` and `next-tier` are Felix's; calicoctl's text knows `allow` and `deny`. */
export type Action = 'allow' | 'deny' | 'next-tier' | 'log';

/** One port as a number, or an inclusive range as the text `lo:hi`. */
export type Port = number | string;

/** What a rule can match on; every key can also be negated, written with a leading `!`. */
export interface Matches {
  readonly protocol?: string | number;
  readonly src_tag?: string;
  readonly dst_tag?: string;
  readonly src_selector?: string;
  readonly dst_selector?: string;
  readonly src_net?: string;
  readonly dst_net?: string;
  readonly src_ports?: readonly Port[];
  readonly dst_ports?: readonly Port[];
  readonly icmp_type?: number;
  readonly icmp_code?: number;
}

type Negated<T> = { readonly [Key in keyof T & string as `!${Key}`]?: T[Key] };

/**
 * One rule, with the very keys of the JSON that is stored in etcd (DOMAIN §2.3). Keys that this type does not name
 * may be there at run time and survive every edit, since edits copy rules whole.
 */
export interface Rule extends Matches, Negated<Matches> {
  /** Felix takes a missing action as `allow`. */
  readonly action?: Action;
  readonly ip_version?: 4 | 6;
  readonly log_prefix?: string;
}
