import { contains } from '../model/address';
import { CODE, DESTINATION, HEAD, NOT, OUTCOME, TESTS, type Program } from './code';
import type { Header, Packet } from './packet';
import { conditionOf, SAYS, stepOf } from './steps';
import type { Condition, ProfileStep, RuleStep } from './trace';

/** Marks that rules set on a packet and that outlast a profile. */
export interface Marks {
  /** Set by the first matching `next-tier`; nothing in a profile clears it. */
  nextTier: boolean;
}

/** Runs a packet through the rules until one decides, recording each in `trace`. */
export function run(program: Program, packet: Packet, marks: Marks, trace: RuleStep[]): ProfileStep['outcome'] {
  const { code } = program;
  let position = 0;
  for (let at = 0; at < code.length; at = code[at + HEAD.end] ?? code.length) {
    const outcome = code[at];
    const failed = firstFailure(program, at, packet);
    const hit = failed < 0;
    // Felix renders next-tier as two rules: mark on a match, then return if marked, by whichever rule.
    const leaves = outcome === OUTCOME['next-tier'] && (hit || marks.nextTier);
    position += 1;
    trace.push(
      stepOf(hit ? saysAtMatch(outcome) : leaves ? SAYS.leftByMark : failed, code[at + HEAD.action] ?? 0, position),
    );
    if (leaves) {
      marks.nextTier = true;
      return 'next-profile';
    }
    if (!hit) continue;
    if (outcome === OUTCOME.allow) return 'accepted';
    if (outcome === OUTCOME.deny || outcome === OUTCOME.drop) return 'dropped';
  }
  return 'next-profile';
}

/** The step code of a rule whose tests all pass, by its outcome. */
function saysAtMatch(outcome: number | undefined): number {
  if (outcome === OUTCOME.absent) return SAYS.absent;
  return outcome === OUTCOME.drop ? SAYS.unrenderable : SAYS.matched;
}

/**
 * For each rule in order, all conditions that a packet fails; empty for a rule that matches. A rule that is not
 * rendered counts as matched.
 */
export function failures(program: Program, packet: Packet): Condition[][] {
  const { code } = program;
  const all: Condition[][] = [];
  for (let at = 0; at < code.length; at = code[at + HEAD.end] ?? code.length) {
    const failed: Condition[] = code[at] === OUTCOME.absent ? ['ip_version'] : [];
    for (let test = at + TESTS; test < (code[at + HEAD.testsEnd] ?? 0); test += 3) {
      const condition = conditionOf(code[test] ?? 0);
      if (condition && !passes(program, test, packet)) failed.push(condition);
    }
    all.push(failed);
  }
  return all;
}

/** The code of the first failing test of the rule at `at`, or -1. */
function firstFailure(program: Program, at: number, packet: Packet): number {
  const { code } = program;
  const end = code[at + HEAD.testsEnd] ?? 0;
  for (let test = at + TESTS; test < end; test += 3) {
    if (!passes(program, test, packet)) return code[test] ?? 0;
  }
  return -1;
}

function passes(program: Program, test: number, packet: Packet): boolean {
  const { code } = program;
  const word = code[test] ?? 0;
  const a = code[test + 1] ?? 0;
  const b = code[test + 2] ?? 0;
  // The most frequent failures come first.
  if (word === CODE.protocol) return packet.protocol === a;
  if (word === CODE.port + DESTINATION) return packet.destinationPort >= a && packet.destinationPort <= b;
  return holds(program, word & ~NOT, a, b, packet) !== ((word & NOT) !== 0);
}

function holds({ code, tags, networks }: Program, word: number, a: number, b: number, packet: Packet): boolean {
  const destination = (word & DESTINATION) !== 0;
  switch (word & ~DESTINATION) {
    case CODE.tag:
    case CODE.selector:
      return (destination ? packet.destinationTags : packet.sourceTags).has(tags[a] ?? '');
    case CODE.ipv4:
      return (((destination ? packet.destination : packet.source).words[0] ?? 0) & b) === a;
    case CODE.ipv6: {
      const network = networks[a];
      return network !== undefined && contains(network, destination ? packet.destination : packet.source);
    }
    default:
      return testHeader(word, a, b, code, packet);
  }
}

/**
 * Whether a test that does not depend on addresses passes, before negation. Port ranges are in `code` from `a` to `b`.
 */
export function testHeader(word: number, a: number, b: number, code: Int32Array, header: Header): boolean {
  const port = (word & DESTINATION) !== 0 ? header.destinationPort : header.sourcePort;
  switch (word & ~DESTINATION) {
    case CODE.protocol:
      return header.protocol === a;
    case CODE.icmp:
      return header.icmpType === a && (b < 0 || header.icmpCode === b);
    case CODE.port:
      return port >= a && port <= b;
    default:
      return inRanges(code, a, b, port);
  }
}

function inRanges(code: Int32Array, start: number, end: number, port: number): boolean {
  for (let index = start; index < end; index += 2)
    if (port >= (code[index] ?? 0) && port <= (code[index + 1] ?? -1)) return true;
  return false;
}
