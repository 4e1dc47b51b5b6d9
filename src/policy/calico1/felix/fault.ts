/** A problem that Felix finds in a profile's stored rules or tags. */
export type FaultCode =
  | 'not-an-object'
  | 'bad-profile_id'
  | 'missing-inbound_rules'
  | 'missing-outbound_rules'
  | 'rules-not-a-list'
  | 'rule-not-an-object'
  | 'bad-ip_version'
  | 'bad-protocol'
  | 'icmp-with-ip_version-6'
  | 'icmpv6-with-ip_version-4'
  | 'bad-tag'
  | 'bad-selector'
  | 'bad-log_prefix'
  | 'bad-net'
  | 'ports-not-a-list'
  | 'ports-need-a-port-protocol'
  | 'bad-port'
  | 'bad-action'
  | 'icmp_type-not-an-integer'
  | 'icmp_type-out-of-range'
  | 'icmp_code-not-an-integer'
  | 'icmp_code-out-of-range'
  | 'icmp_code-without-icmp_type'
  | 'unknown-key'
  | 'tags-not-a-list'
  | 'tag-not-a-string';

/** One reason why Felix ignores the whole document. */
export interface Fault {
  readonly code: FaultCode;
  /** A sentence for the user. */
  readonly message: string;
}

/** The value raises an unhandled Python exception in Felix's validator, which terminates Felix. */
export class FelixCrash extends Error {}
