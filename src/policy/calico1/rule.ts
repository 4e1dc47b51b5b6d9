/** Which way the traffic goes, seen from the workload that carries the profile. */
export type Direction = 'inbound' | 'outbound';

/** What a rule can do: `log` and `next-tier` are Felix's; calicoctl's text knows `allow` and `deny`. */
export const ACTIONS = ['allow', 'deny', 'next-tier', 'log'] as const;
export type Action = (typeof ACTIONS)[number];

/** The protocol names Felix knows; it also takes numbers from 1 to 255. */
export const PROTOCOLS = ['tcp', 'udp', 'icmp', 'icmpv6', 'sctp', 'udplite'] as const;

/** Protocols that have ports, by name and number, as Felix 1.4 checks (common.py); it refuses the name `dccp` itself. */
export const PORT_PROTOCOLS: ReadonlySet<string> = new Set([
  'tcp',
  'udp',
  'sctp',
  'udplite',
  'dccp',
  '6',
  '17',
  '33',
  '132',
  '136',
]);

/** What a profile or a tag may be called, e.g. `management-ui`. */
export const NAME = /^[a-zA-Z0-9_.-]+$/;

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
 * One rule, with the very keys of the JSON that is stored in etcd. Keys that this type does not name may be there
 * at run time and survive every edit, since edits copy rules whole.
 */
export interface Rule extends Matches, Negated<Matches> {
  /** Felix takes a missing action as `allow`. */
  readonly action?: Action;
  readonly ip_version?: 4 | 6;
  readonly log_prefix?: string;
}

export type RuleKey = keyof Rule;

const MATCH_KEYS = [
  'protocol',
  'src_tag',
  'dst_tag',
  'src_selector',
  'dst_selector',
  'src_net',
  'dst_net',
  'src_ports',
  'dst_ports',
  'icmp_type',
  'icmp_code',
] as const;

/** Every key of a rule that Felix 1.4 knows. */
export const RULE_KEYS: ReadonlySet<string> = new Set<RuleKey>([
  'action',
  'ip_version',
  'log_prefix',
  ...MATCH_KEYS,
  ...MATCH_KEYS.map((key) => `!${key}` as const),
]);
