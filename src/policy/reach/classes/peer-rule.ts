import type { CompiledRule, CompiledSide } from '../../verdict/rule';
import type { Header } from '../../verdict/packet';
import type { Direction } from '../../model/rule';
import type { Bits } from '../bits';
import type { CodeWriter } from './code-writer';
import type { ClassSet, ClassSets } from './class-sets';
import { packHeaderTests, passesTests } from './header-test';
import type { PlaceTest, Variant } from './variants';

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
 * `own`.
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

/** A set that classes must be in, or with flip -1 must not be in. */
export interface Membership {
  readonly set: ClassSet;
  readonly flip: number;
}

/** The meaning of rules in a population. */
export interface Meaning {
  readonly version: 4 | 6;
  readonly sets: ClassSets;
  readonly everybody: ClassSet;
  readonly empty: ClassSet;
  /** Splits rules with names of ports or services. */
  readonly variantsOf: (rule: CompiledRule) => readonly Variant[];
  /** Whether it is unknown if a rule matches the packets of its variants. */
  readonly isUndecidable: (rule: CompiledRule) => boolean;
  /** The sets that one side of a rule refers to, and that of the places that pass tests. */
  readonly membershipsOf: (side: CompiledSide | undefined, tests: readonly PlaceTest[]) => readonly Membership[];
  /** What happens to peers that a `pass` matches. */
  readonly pass: 'deny' | 'leave' | 'mark';
  /** Where rules are packed. */
  readonly packed: CodeWriter;
}

/** Sorts the tests of rules. Omits rules without effect on the verdict. */
export function peerRules(rules: readonly CompiledRule[], direction: Direction, meaning: Meaning): PeerRules {
  const { packed } = meaning;
  let passes = false;
  let marks = false;
  let undecidable = false;
  let looksAtOwner = false;
  let isOpen = false;
  for (const rule of rules) {
    if (rule.action === 'log' || !(meaning.version === 4 ? rule.ipv4 : rule.ipv6)) continue;
    const action = rule.action === 'pass' ? meaning.pass : rule.action;
    const outcome = meaning.isUndecidable(rule) ? 'unknown' : action;
    undecidable ||= outcome === 'unknown';
    passes ||= outcome === 'leave' || outcome === 'mark';
    marks ||= outcome === 'mark';
    for (const variant of meaning.variantsOf(rule)) {
      const { own, peers } = membershipsIn(variant, direction, meaning);
      const matchesNobody = [...own, ...peers].some(({ set, flip }) => set === meaning.empty && flip === 0);
      // Felix's marks take effect at the rule, even if that matches nobody.
      if (matchesNobody && outcome !== 'mark') continue;
      const isFirst = packed.length === 0;
      pack(variant, OUTCOME[outcome], own, peers, meaning);
      looksAtOwner ||= own.length > 0;
      const isForAll = own.length + peers.length === 0 && packed.at(RULE.tests) === RULE.header;
      isOpen ||= isFirst && outcome === 'allow' && isForAll;
    }
  }
  return { code: packed.take(), passes, marks, undecidable, looksAtOwner, isOpen };
}

/** Whether a packet passes the header tests of the rule at `at`. */
export function meetsHeader(code: Int32Array, at: number, header: Header): boolean {
  return passesTests(code, at + RULE.header, code[at + RULE.tests] ?? 0, header);
}

/** Whether the rule's own class passes the tests of the rule at `at`. */
export function meetsOwner(code: Int32Array, at: number, words: Bits, self: number): boolean {
  const end = code[at + RULE.end] ?? 0;
  for (let own = code[at + RULE.own] ?? 0; own < end; own += 2) {
    const word = (words[(code[own + 1] ?? 0) + (self >>> 5)] ?? 0) ^ (code[own] ?? 0);
    if (((word >>> (self & 31)) & 1) === 0) return false;
  }
  return true;
}

/** The sets that the class itself must be in, and its peers. */
function membershipsIn(
  { rule, source, destination }: Variant,
  direction: Direction,
  { membershipsOf }: Meaning,
): Readonly<Record<'own' | 'peers', readonly Membership[]>> {
  const from = membershipsOf(rule.source, source);
  const to = membershipsOf(rule.destination, destination);
  return direction === 'ingress' ? { own: to, peers: from } : { own: from, peers: to };
}

/** Appends a rule. */
function pack(
  { rule, notProtocols }: Variant,
  outcome: number,
  own: readonly Membership[],
  peers: readonly Membership[],
  { sets, everybody, packed }: Meaning,
): void {
  const begin = packed.length;
  packed.push(outcome);
  for (let field = 1; field < RULE.header; field += 1) packed.push(0);
  packed.set(begin + RULE.tests, packHeaderTests(rule, notProtocols, packed));
  packed.set(begin + RULE.own, packed.length);
  for (const { set, flip } of own) {
    packed.push(flip);
    packed.push(set.at);
  }
  packed.set(begin + RULE.end, packed.length);
  packPeers(packed, begin, peers, sets, everybody);
}

/** Reduces any number of sets to two, and finds the words that contain their common members. */
function packPeers(
  packed: CodeWriter,
  begin: number,
  peers: readonly Membership[],
  sets: ClassSets,
  everybody: ClassSet,
): void {
  let { first, end: last } = everybody;
  for (const { set, flip } of peers) {
    if (flip !== 0) continue;
    first = Math.max(first, set.first);
    last = Math.min(last, set.end);
  }
  const a = peers[0] ?? { set: everybody, flip: 0 };
  const b = peers.length > 2 ? merged(peers.slice(1), sets) : (peers[1] ?? { set: everybody, flip: 0 });
  packed.set(begin + RULE.first, first);
  packed.set(begin + RULE.last, last);
  packed.set(begin + RULE.a, a.set.at);
  packed.set(begin + RULE.flipA, a.flip);
  packed.set(begin + RULE.b, b.set.at);
  packed.set(begin + RULE.flipB, b.flip);
}

function merged(peers: readonly Membership[], sets: ClassSets): Membership {
  const set = sets.addWords((place) =>
    peers.reduce((bits, { set: { at }, flip }) => bits & ((sets.words[at + place] ?? 0) ^ flip), -1),
  );
  return { set, flip: 0 };
}
