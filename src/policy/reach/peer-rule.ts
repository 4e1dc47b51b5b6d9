import type { Direction } from '../calico1/rule';
import { CODE, DESTINATION, HEAD, NOT, OUTCOME, TESTS, type Program } from '../verdict/code';
import type { Header } from '../verdict/packet';
import { testHeader } from '../verdict/run';
import type { Bits } from './bits';
import type { ClassSet, ClassSets } from './class-sets';

/**
 * The rules of a program, with tests sorted by what they examine: the packet's header, the class that has the rule, or
 * that class's peers. Encoded as consecutive numbers for locality.
 * A rule consists of the fields of {@link RULE}, then its header tests as `[code, a, b]`, then the port ranges that
 * these refer to, then the sets that the class itself must be in, as `[flip, at]`.
 */
export interface PeerRules {
  readonly code: Int32Array;
  readonly nextTier: boolean;
}

/**
 * Offsets of a rule's fields. Peers must be in both of two sets, `a` and `b`, each inverted if its flip is -1; their
 * common members are in the words from `first` to `last`. Port ranges begin at `ports`, the class's own sets at `own`.
 */
export const RULE = {
  outcome: 0,
  end: 1,
  ports: 2,
  own: 3,
  first: 4,
  last: 5,
  a: 6,
  flipA: 7,
  b: 8,
  flipB: 9,
  header: 10,
} as const;

/** The meaning of a program's tests in a population. */
export interface Meaning {
  readonly sets: ClassSets;
  readonly everybody: ClassSet;
  /**
   * The classes that a test matches, by its offset in the code; undefined for a test that does not depend on an
   * address.
   */
  readonly operands: readonly (ClassSet | undefined)[];
}

interface Membership {
  readonly set: ClassSet;
  readonly flip: number;
}

/** Sorts the tests of a program's rules. Omits rules without effect on the verdict. */
export function peerRules(program: Program, direction: Direction, meaning: Meaning): PeerRules {
  const { code, nextTier } = program;
  const packed: number[] = [];
  for (let at = 0; at < code.length; at = code[at + HEAD.end] ?? code.length) {
    const outcome = code[at];
    if (outcome !== OUTCOME.log && outcome !== OUTCOME.absent) pack(program, at, direction, meaning, packed);
  }
  return { code: new Int32Array(packed), nextTier };
}

/** Whether a packet passes the header tests of the rule at `at`, independent of its ends. */
export function meetsHeader(code: Int32Array, at: number, packet: Header): boolean {
  const end = code[at + RULE.ports] ?? 0;
  for (let test = at + RULE.header; test < end; test += 3) {
    const word = code[test] ?? 0;
    const a = code[test + 1] ?? 0;
    const b = code[test + 2] ?? 0;
    // The most frequent tests come first.
    if (word === CODE.protocol) {
      if (packet.protocol !== a) return false;
    } else if (word === CODE.port + DESTINATION) {
      if (packet.destinationPort < a || packet.destinationPort > b) return false;
    } else if (testHeader(word & ~NOT, a, b, code, packet) === ((word & NOT) !== 0)) return false;
  }
  return true;
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

function pack(
  { code }: Program,
  at: number,
  direction: Direction,
  { sets, everybody, operands }: Meaning,
  packed: number[],
): void {
  const begin = packed.length;
  const from = at + TESTS;
  const end = code[at + HEAD.testsEnd] ?? 0;
  const ownSide = direction === 'inbound' ? DESTINATION : 0;
  packed.push(code[at] ?? 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
  for (let test = from; test < end; test += 3)
    if (!operands[test]) packed.push(code[test] ?? 0, code[test + 1] ?? 0, code[test + 2] ?? 0);
  packed[begin + RULE.ports] = packed.length;
  copyPorts(code, packed, begin);
  packed[begin + RULE.own] = packed.length;
  const peers: Membership[] = [];
  for (let test = from; test < end; test += 3) {
    const word = code[test] ?? 0;
    const set = operands[test];
    const flip = (word & NOT) === 0 ? 0 : -1;
    if (!set) continue;
    if ((word & DESTINATION) === ownSide) packed.push(flip, set.at);
    else peers.push({ set, flip });
  }
  packed[begin + RULE.end] = packed.length;
  packPeers(packed, begin, peers, sets, everybody);
}

/** Lists of ports move with their tests. */
function copyPorts(code: Int32Array, packed: number[], begin: number): void {
  const testsEnd = packed.length;
  for (let test = begin + RULE.header; test < testsEnd; test += 3) {
    if (((packed[test] ?? 0) & ~(NOT | DESTINATION)) !== CODE.ports) continue;
    const [start, end] = [packed[test + 1] ?? 0, packed[test + 2] ?? 0];
    packed[test + 1] = packed.length;
    for (let port = start; port < end; port += 1) packed.push(code[port] ?? 0);
    packed[test + 2] = packed.length;
  }
}

/** Reduces any number of sets to two, and finds the words that contain their common members. */
function packPeers(
  packed: number[],
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
  packed[begin + RULE.first] = first;
  packed[begin + RULE.last] = last;
  packed[begin + RULE.a] = a.set.at;
  packed[begin + RULE.flipA] = a.flip;
  packed[begin + RULE.b] = b.set.at;
  packed[begin + RULE.flipB] = b.flip;
}

function merged(peers: readonly Membership[], sets: ClassSets): Membership {
  const set = sets.addWords((place) =>
    peers.reduce((bits, { set: { at }, flip }) => bits & ((sets.words[at + place] ?? 0) ^ flip), -1),
  );
  return { set, flip: 0 };
}
