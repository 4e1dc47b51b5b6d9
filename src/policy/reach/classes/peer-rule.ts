import type { Header } from '../../verdict/packet';
import { passesTests } from '../../verdict/packed/header-test';
import type { Bits } from '../bits';

/**
 * Rules in order, with their tests sorted by what they examine: the packet's header, the class that has the rules, or
 * that class's peers. Encoded as consecutive numbers for locality.
 * A rule consists of the fields of {@link RULE}, then its header tests, then the port ranges that these refer to, then
 * the sets that the class itself must be in, as `[flip, at]`.
 */
export interface PeerRules {
  readonly code: Int32Array;
  /** Whether a rule passes packets on to the next part of a chain. */
  readonly passes: boolean;
  /** Whether packets are marked, or leave because of a mark. */
  readonly marks: boolean;
  /** Whether it is unknown if some rule matches. */
  readonly undecidable: boolean;
  /** Whether some rule tests the class's own labels or addresses. */
  readonly looksAtOwner: boolean;
  /** Whether the first rule allows everything, as in the outbound rules of every new profile. */
  readonly isOpen: boolean;
}

/** What happens to peers that a rule matches. */
export const OUTCOME = {
  allow: 0,
  deny: 1,
  /** They continue at the next part of the chain. */
  leave: 2,
  /** They are marked; then all marked peers continue at the next part, even without a match (`passMarkStays`). */
  mark: 3,
  /** It is unknown whether the rule matches them, so that they are denied in one result and allowed in another. */
  unknown: 4,
} as const;

/**
 * Offsets of a rule's fields. Peers must be in both of two sets, `a` and `b`, each inverted if its flip is -1; their
 * common members are in the words from `first` to `last`. Header tests end at `tests`, the class's own sets begin at
 * `own`, and the next rule at `end`, counted from where the rule begins.
 */
export const RULE = {
  outcome: 0,
  end: 1,
  tests: 2,
  own: 3,
  first: 4,
  last: 5,
  a: 6,
  flipA: 7,
  b: 8,
  flipB: 9,
  header: 10,
} as const;

/** Whether a packet passes the header tests of the rule at `at`. */
export function meetsHeader(code: Int32Array, at: number, header: Header): boolean {
  return passesTests(code, at + RULE.header, at + (code[at + RULE.tests] ?? 0), header);
}

/** Whether the rule's own class passes the tests of the rule at `at`. */
export function meetsOwner(code: Int32Array, at: number, words: Bits, self: number): boolean {
  const end = at + (code[at + RULE.end] ?? 0);
  for (let own = at + (code[at + RULE.own] ?? 0); own < end; own += 2) {
    const word = (words[(code[own + 1] ?? 0) + (self >>> 5)] ?? 0) ^ (code[own] ?? 0);
    if (((word >>> (self & 31)) & 1) === 0) return false;
  }
  return true;
}
