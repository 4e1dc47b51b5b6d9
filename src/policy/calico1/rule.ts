/** The direction of traffic, seen from the workload that has the profile. */
export type Direction = 'inbound' | 'outbound';

/** The actions of a rule: `log` and `next-tier` are Felix's; calicoctl's text has only `allow` and `deny`. */
export const ACTIONS = ['allow', 'deny', 'next-tier', 'log'] as const;
export type Calico1Action = (typeof ACTIONS)[number];

/** The protocol names that Felix knows; it also accepts numbers from 1 to 255. */
export const PROTOCOLS = ['tcp', 'udp', 'icmp', 'icmpv6', 'sctp', 'udplite'] as const;

/**
 * Protocols with ports, by name and number, as Felix 1.4 checks them (common.py); it rejects the name `dccp` itself.
 */
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

/** A valid name of a profile or a tag, for example `management-ui`. */
export const NAME = /^[a-zA-Z0-9_.-]+$/;

/** A port number, or an inclusive range as the text `lo:hi`. */
export type Port = number | string;

/** The criteria of a rule; every key can also be negated, with a leading `!`. */
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
 * One rule, with the keys of the JSON that is stored in etcd. Unknown keys may be present at run time and survive every
 * edit, since edits copy rules whole.
 */
export interface Rule extends Matches, Negated<Matches> {
  /** Felix treats a missing action as `allow`. */
  readonly action?: Calico1Action;
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

/** Every rule key that Felix 1.4 knows. */
export const RULE_KEYS: ReadonlySet<string> = new Set<RuleKey>([
  'action',
  'ip_version',
  'log_prefix',
  ...MATCH_KEYS,
  ...MATCH_KEYS.map((key) => `!${key}` as const),
]);
