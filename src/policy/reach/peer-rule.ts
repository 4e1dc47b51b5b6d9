import type { Direction } from '../rule';
import type { Header } from '../verdict/packet';
import { CODE, DESTINATION, NOT, OUTCOME, testHeader, type Program } from '../verdict/program';
import type { Bits } from './bits';

/** Some of the classes; all of them lie in the words from `first` up to `end`. */
export interface ClassSet {
  readonly bits: Bits;
  readonly first: number;
  readonly end: number;
}

/** What of a rule is about peers: to be in both sets, with a flip of -1 in the rest of it; in words from `first` up to `end` only. */
interface Peers {
  readonly a: Bits;
  readonly flipA: number;
  readonly b: Bits;
  readonly flipB: number;
  readonly first: number;
  readonly end: number;
}

/** A rule, sorted by what its tests look at: the packet's header, the class that has the rule, or that class's peers. */
export interface PeerRule extends Peers {
  readonly outcome: number;
  /** Protocol number, or -1 for any. */
  readonly protocol: number;
  /** Destination ports, the lowest and the highest. */
  readonly low: number;
  readonly high: number;
  /** The other tests on the header, three numbers each, and the port ranges that they refer to. */
  readonly header: readonly number[];
  readonly ports: readonly number[];
  /** Sets that the class itself has to be in, or not in. */
  readonly own: readonly Membership[];
}

interface Membership {
  readonly set: ClassSet;
  readonly not: boolean;
}

/**
 * Sorts the rules of a program. `operands` has the classes that each test means, by its place in the code. Rules that
 * have no part in the verdict are left out.
 */
export function peerRules(program: Program, direction: Direction, everybody: ClassSet, operands: readonly (ClassSet | undefined)[]): PeerRule[] {
  const { code } = program;
  const rules: PeerRule[] = [];
  for (let at = 0; at < code.length; at = code[at + 1] ?? code.length) {
    const outcome = code[at];
    if (outcome !== OUTCOME.log && outcome !== OUTCOME.absent) rules.push(peerRule(program, at, direction, everybody, operands));
  }
  return rules;
}

/** Whether a packet meets what a rule asks of it, whoever sends it to whom. */
export function meetsHeader({ protocol, low, high, header, ports }: PeerRule, packet: Header): boolean {
  if ((protocol >= 0 && protocol !== packet.protocol) || packet.destinationPort < low || packet.destinationPort > high) return false;
  for (let at = 0; at < header.length; at += 3) {
    const word = header[at] ?? 0;
    if (testHeader(word & ~NOT, header[at + 1] ?? 0, header[at + 2] ?? 0, ports, packet) === ((word & NOT) !== 0)) return false;
  }
  return true;
}

/** Most rules have nothing of the kind: they share one list. */
const NONE: readonly never[] = [];

function peerRule({ code, ports }: Program, at: number, direction: Direction, everybody: ClassSet, operands: readonly (ClassSet | undefined)[]): PeerRule {
  let protocol = -1;
  let low = 0;
  let high = 65_535;
  let header: number[] | undefined;
  let own: Membership[] | undefined;
  let peers: Membership[] | undefined;
  const ownSide = direction === 'inbound' ? DESTINATION : 0;
  for (let test = at + 3; test < (code[at + 1] ?? 0); test += 3) {
    const word = code[test] ?? 0;
    const set = operands[test];
    const not = (word & NOT) !== 0;
    if (set && (word & DESTINATION) === ownSide) (own ??= []).push({ set, not });
    else if (set) (peers ??= []).push({ set, not });
    else if (word === CODE.protocol) protocol = code[test + 1] ?? 0;
    else if (word === CODE.port + DESTINATION) {
      low = code[test + 1] ?? 0;
      high = code[test + 2] ?? 0;
    } else (header ??= []).push(word, code[test + 1] ?? 0, code[test + 2] ?? 0);
  }
  const { a, flipA, b, flipB, first, end } = peersOf(peers ?? NONE, everybody);
  return { outcome: code[at] ?? 0, protocol, low, high, header: header ?? NONE, ports, own: own ?? NONE, a, flipA, b, flipB, first, end };
}

/** Two sets in place of any number. */
function peersOf(peers: readonly Membership[], everybody: ClassSet): Peers {
  let { first, end } = everybody;
  for (const { set, not } of peers) {
    if (not) continue;
    first = Math.max(first, set.first);
    end = Math.min(end, set.end);
  }
  const [one, two] = peers;
  const a = one?.set.bits ?? everybody.bits;
  const flipA = one?.not ? -1 : 0;
  const flipB = two?.not ? -1 : 0;
  const b = two?.set.bits ?? everybody.bits;
  if (peers.length <= 2) return { a, flipA, b, flipB, first, end };
  const rest = peers.slice(2);
  const merged = b.map((word, index) => rest.reduce((bits, { set, not }) => bits & ((set.bits[index] ?? 0) ^ (not ? -1 : 0)), word ^ flipB));
  return { a, flipA, b: merged, flipB: 0, first, end };
}
