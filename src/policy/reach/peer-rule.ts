import type { Direction } from '../rule';
import type { Header } from '../verdict/packet';
import { CODE, DESTINATION, NOT, OUTCOME, testHeader, type Program } from '../verdict/program';
import type { Bits } from './bits';
import type { ClassSet, ClassSets } from './class-sets';

/**
 * The rules of a program, each sorted by what its tests look at: the packet's header, the class that has the rule, or
 * that class's peers. Packed into numbers, one rule after the other, so that the next one is always at hand.
 *
 * A rule is first what {@link RULE} names, then its tests on the header, `[code, a, b]` each, then the port ranges that
 * these refer to, then the sets that the class itself has to be in, `[flip, at]` each.
 */
export interface PeerRules {
  readonly code: Int32Array;
  readonly nextTier: boolean;
}

/**
 * Where in a rule stands what. Peers have to be in both of two sets, `a` and `b`, with a flip of -1 in the rest of it;
 * all of them lie in the words from `first` up to `last`. Port ranges begin at `ports`, the class's own sets at `own`.
 */
export const RULE = { outcome: 0, end: 1, ports: 2, own: 3, first: 4, last: 5, a: 6, flipA: 7, b: 8, flipB: 9, header: 10 } as const;

/** What the tests of a program mean in a population. */
export interface Meaning {
  readonly sets: ClassSets;
  readonly everybody: ClassSet;
  /** The classes that a test means, by its place in the code; undefined for one that looks at no address. */
  readonly operands: readonly (ClassSet | undefined)[];
}

interface Membership {
  readonly set: ClassSet;
  readonly flip: number;
}

/** Sorts the rules of a program. Rules that have no part in the verdict are left out. */
export function peerRules(program: Program, direction: Direction, meaning: Meaning): PeerRules {
  const { code, nextTier } = program;
  const packed: number[] = [];
  for (let at = 0; at < code.length; at = code[at + 1] ?? code.length) {
    const outcome = code[at];
    if (outcome !== OUTCOME.log && outcome !== OUTCOME.absent) pack(program, at, direction, meaning, packed);
  }
  return { code: Int32Array.from(packed), nextTier };
}

/** Whether a packet meets what the rule at `at` asks of it, whoever sends it to whom. */
export function meetsHeader(code: Int32Array, at: number, packet: Header): boolean {
  const end = code[at + RULE.ports] ?? 0;
  for (let test = at + RULE.header; test < end; test += 3) {
    const word = code[test] ?? 0;
    const a = code[test + 1] ?? 0;
    const b = code[test + 2] ?? 0;
    // The two that nearly all rules have come first.
    if (word === CODE.protocol) {
      if (packet.protocol !== a) return false;
    } else if (word === CODE.port + DESTINATION) {
      if (packet.destinationPort < a || packet.destinationPort > b) return false;
    } else if (testHeader(word & ~NOT, a, b, code, packet) === ((word & NOT) !== 0)) return false;
  }
  return true;
}

/** Whether what the rule at `at` asks of the class that has it holds. */
export function meetsOwner(code: Int32Array, at: number, words: Bits, self: number): boolean {
  const end = code[at + RULE.end] ?? 0;
  for (let own = code[at + RULE.own] ?? 0; own < end; own += 2) {
    const word = (words[(code[own + 1] ?? 0) + (self >>> 5)] ?? 0) ^ (code[own] ?? 0);
    if (((word >>> (self & 31)) & 1) === 0) return false;
  }
  return true;
}

function pack({ code, ports }: Program, at: number, direction: Direction, { sets, everybody, operands }: Meaning, packed: number[]): void {
  const header: number[] = [];
  const lists: number[] = [];
  const own: number[] = [];
  const peers: Membership[] = [];
  const begin = packed.length;
  const end = code[at + 1] ?? 0;
  const ownSide = direction === 'inbound' ? DESTINATION : 0;
  const headers = countHeaders(at + 3, end, operands);
  for (let test = at + 3; test < end; test += 3) {
    const word = code[test] ?? 0;
    const [a, b] = [code[test + 1] ?? 0, code[test + 2] ?? 0];
    const set = operands[test];
    const flip = (word & NOT) === 0 ? 0 : -1;
    if (set && (word & DESTINATION) === ownSide) own.push(flip, set.at);
    else if (set) peers.push({ set, flip });
    else if ((word & ~(NOT | DESTINATION)) === CODE.ports) {
      const start = begin + RULE.header + headers * 3 + lists.length;
      lists.push(...ports.slice(a, b));
      header.push(word, start, start + b - a);
    } else header.push(word, a, b);
  }
  const { one, two, first, last } = twoOf(peers, sets, everybody);
  const portsAt = begin + RULE.header + header.length;
  const ownAt = portsAt + lists.length;
  packed.push(code[at] ?? 0, ownAt + own.length, portsAt, ownAt, first, last, one.set.at, one.flip, two.set.at, two.flip, ...header, ...lists, ...own);
}

function countHeaders(from: number, to: number, operands: readonly (ClassSet | undefined)[]): number {
  let count = 0;
  for (let test = from; test < to; test += 3) if (!operands[test]) count += 1;
  return count;
}

/** Two sets in place of any number, and the words in which all of their common members lie. */
function twoOf(peers: readonly Membership[], sets: ClassSets, everybody: ClassSet): { one: Membership; two: Membership; first: number; last: number } {
  let { first, end: last } = everybody;
  for (const { set, flip } of peers) {
    if (flip !== 0) continue;
    first = Math.max(first, set.first);
    last = Math.min(last, set.end);
  }
  const any: Membership = { set: everybody, flip: 0 };
  const [one = any, two = any, ...rest] = peers;
  if (rest.length === 0) return { one, two, first, last };
  const merged = sets.addWords((place) => [two, ...rest].reduce((bits, { set, flip }) => bits & ((sets.words[set.at + place] ?? 0) ^ flip), -1));
  return { one, two: { set: merged, flip: 0 }, first, last };
}
