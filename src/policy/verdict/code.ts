import type { Network } from '../model/address';

/**
 * One direction of a profile in one IP version's table, packed into numbers: a verdict walks through many rules of
 * which few match, and scattered objects would cost a cache miss each.
 *
 * A rule is first what {@link HEAD} names, then its tests, `[code, a, b]` each, then the port ranges that these refer
 * to, the lowest and the highest port of each.
 */
export interface Program {
  readonly code: Int32Array;
  readonly tags: readonly string[];
  readonly networks: readonly Network[];
  /** Whether a rule is `next-tier`. */
  readonly nextTier: boolean;
  /** Whose tags or address some rule asks about. */
  readonly looksAt: { readonly source: boolean; readonly destination: boolean };
}

/** Where in a rule stands what: what it does, where the next rule begins, its action's number, where its tests end. */
export const HEAD = { outcome: 0, end: 1, action: 2, testsEnd: 3 } as const;
/** Where in a rule the tests begin. */
export const TESTS = 4;

/** What a rule does when it matches. */
export const OUTCOME = { allow: 0, deny: 1, 'next-tier': 2, log: 3, absent: 4, drop: 5 } as const;

/** What a test looks at. Odd codes are for the destination. A selector is a tag with another name. */
export const CODE = { protocol: 0, icmp: 2, port: 4, ports: 6, tag: 8, ipv4: 10, ipv6: 12, selector: 14 } as const;
export const DESTINATION = 1;
/** The test is negated. */
export const NOT = 16;
