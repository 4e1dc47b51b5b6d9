import type { Network } from '../model/address';

/**
 * One direction of a profile in one IP version's table, encoded as numbers: a verdict scans many rules of which few
 * match, and separate objects would cost a cache miss each.
 * A rule consists of the fields of {@link HEAD}, then its tests as `[code, a, b]`, then the port ranges that these
 * refer to, as pairs of lowest and highest port.
 */
export interface Program {
  readonly code: Int32Array;
  readonly tags: readonly string[];
  readonly networks: readonly Network[];
  /** Whether a rule is `next-tier`. */
  readonly nextTier: boolean;
  /** The ends whose tags or address some rule tests. */
  readonly looksAt: { readonly source: boolean; readonly destination: boolean };
}

/**
 * Offsets of a rule's fields: its outcome, the start of the next rule, the number of its action, the end of its tests.
 */
export const HEAD = { outcome: 0, end: 1, action: 2, testsEnd: 3 } as const;
/** Offset of a rule's first test. */
export const TESTS = 4;

/** The outcome of a rule when it matches. */
export const OUTCOME = { allow: 0, deny: 1, 'next-tier': 2, log: 3, absent: 4, drop: 5 } as const;

/** What a test examines. Odd codes are for the destination. A selector is encoded as a tag with another name. */
export const CODE = { protocol: 0, icmp: 2, port: 4, ports: 6, tag: 8, ipv4: 10, ipv6: 12, selector: 14 } as const;
export const DESTINATION = 1;
/** Set if the test is negated. */
export const NOT = 16;
