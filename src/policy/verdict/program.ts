import { contains, type Network } from '../address';
import type { Header, Packet } from './packet';
import type { CompiledRule } from './rule';
import type { Test } from './test';
import type { Condition, ProfileStep, RuleStep } from './trace';

/**
 * One direction of a profile in one IP version's table, packed into numbers: a verdict walks through many rules of
 * which few match, and scattered objects would cost a cache miss each.
 *
 * A rule is `[outcome, end, step]` and then its tests, `[code, a, b]` each; `end` is where the next rule begins, and
 * `step` the place in `steps` of what it says when it matches, when it is left by a mark, and when each test fails.
 */
export interface Program {
  readonly code: Int32Array;
  readonly steps: readonly RuleStep[];
  readonly tags: readonly string[];
  readonly networks: readonly Network[];
  /** Pairs of lowest and highest port. */
  readonly ports: readonly number[];
  /** Whether a rule is `next-tier`. */
  readonly nextTier: boolean;
  /** Whose tags or address some rule asks about. */
  readonly looksAt: { readonly source: boolean; readonly destination: boolean };
}

/** What a rule does when it matches. */
export const OUTCOME = { allow: 0, deny: 1, 'next-tier': 2, log: 3, absent: 4, drop: 5 } as const;

/** What a test looks at. Odd codes are for the destination. */
export const CODE = { protocol: 0, icmp: 2, port: 4, ports: 6, tag: 8, ipv4: 10, ipv6: 12 } as const;
export const DESTINATION = 1;
/** The test is negated. */
export const NOT = 16;

/** Packs the rules of one direction. */
export function assemble(rules: readonly CompiledRule[]): Program {
  const code: number[] = [];
  const parts = { steps: [] as RuleStep[], tags: [] as string[], networks: [] as Network[], ports: [] as number[] };
  for (const [index, rule] of rules.entries()) {
    const position = index + 1;
    const { action } = rule;
    const tests = rule.kind === 'tests' ? rule.tests : [];
    code.push(rule.kind === 'tests' ? OUTCOME[action] : OUTCOME[rule.kind], code.length + 3 + tests.length * 3, parts.steps.length);
    parts.steps.push(matched(rule, position), { position, outcome: 'left-by-mark', action });
    for (const test of tests) {
      code.push(...assembleTest(test, parts));
      parts.steps.push({ position, outcome: 'no-match', action, failed: test.condition });
    }
  }
  const looksAt = (side: 'src' | 'dst') => rules.some((rule) => rule.kind === 'tests' && rule.tests.some((test) => (test.kind === 'tag' || test.kind === 'net') && test.side === side));
  const nextTier = rules.some(({ kind, action }) => kind === 'tests' && action === 'next-tier');
  return { code: Int32Array.from(code), ...parts, nextTier, looksAt: { source: looksAt('src'), destination: looksAt('dst') } };
}

function matched({ kind, action }: CompiledRule, position: number): RuleStep {
  if (kind === 'absent') return { position, outcome: 'no-match', action, failed: 'ip_version' };
  return { position, outcome: kind === 'drop' ? 'unrenderable' : 'matched', action };
}

function assembleTest(test: Test, { tags, networks, ports }: { tags: string[]; networks: Network[]; ports: number[] }): readonly [number, number, number] {
  const not = test.not ? NOT : 0;
  const flags = not + ('side' in test && test.side === 'dst' ? DESTINATION : 0);
  switch (test.kind) {
    case 'protocol':
      return [CODE.protocol + flags, test.protocol, 0];
    case 'icmp':
      return [CODE.icmp + flags, test.type, test.code ?? -1];
    case 'ports': {
      const [only, ...more] = test.ranges;
      if (only && more.length === 0) return [CODE.port + flags, only[0], only[1]];
      const start = ports.push(...test.ranges.flat()) - test.ranges.length * 2;
      return [CODE.ports + flags, start, ports.length];
    }
    case 'tag':
      return [CODE.tag + flags, tags.push(test.tag) - 1, 0];
    case 'net': {
      const { version, words, prefix } = test.network;
      if (version === 6) return [CODE.ipv6 + flags, networks.push(test.network) - 1, 0];
      const mask = prefix === 0 ? 0 : -1 << (32 - prefix);
      return [CODE.ipv4 + flags, (words[0] ?? 0) & mask, mask];
    }
  }
}

/** Marks that rules leave on a packet and that outlive a profile. */
export interface Marks {
  /** Set by the first `next-tier` that matches; nothing in a profile ever clears it. */
  nextTier: boolean;
}

/** Runs a packet through the rules, noting each in `trace`, until one decides. */
export function run(program: Program, packet: Packet, marks: Marks, trace: RuleStep[]): ProfileStep['outcome'] {
  const { code, steps } = program;
  for (let at = 0; at < code.length; at = code[at + 1] ?? code.length) {
    const outcome = code[at];
    const first = code[at + 2] ?? 0;
    const failed = firstFailure(program, at, packet);
    const hit = failed < 0;
    // Felix renders next-tier as two rules: mark on a match, then leave if marked, by whomever.
    const leaves = outcome === OUTCOME['next-tier'] && (hit || marks.nextTier);
    const step = steps[hit ? first : leaves ? first + 1 : first + 2 + failed];
    if (step !== undefined) trace.push(step);
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

/** For each rule in order all conditions that a packet does not meet; empty for a rule that matches. A rule that is not rendered counts as matched. */
export function failures(program: Program, packet: Packet): Condition[][] {
  const { code, steps } = program;
  const all: Condition[][] = [];
  for (let at = 0; at < code.length; at = code[at + 1] ?? code.length) {
    const first = (code[at + 2] ?? 0) + 2;
    const failed: Condition[] = code[at] === OUTCOME.absent ? ['ip_version'] : [];
    for (let test = at + 3; test < (code[at + 1] ?? 0); test += 3) {
      const condition = steps[first + (test - at) / 3 - 1]?.failed;
      if (condition && !passes(program, test, packet)) failed.push(condition);
    }
    all.push(failed);
  }
  return all;
}

/** The 0-based number of the first test of the rule at `at` that fails, or -1. */
function firstFailure(program: Program, at: number, packet: Packet): number {
  const { code } = program;
  const end = code[at + 1] ?? 0;
  for (let test = at + 3; test < end; test += 3) {
    if (!passes(program, test, packet)) return (test - at - 3) / 3;
  }
  return -1;
}

function passes(program: Program, test: number, packet: Packet): boolean {
  const { code } = program;
  const word = code[test] ?? 0;
  const a = code[test + 1] ?? 0;
  const b = code[test + 2] ?? 0;
  // The two that most rules fail by come first.
  if (word === CODE.protocol) return packet.protocol === a;
  if (word === CODE.port + DESTINATION) return packet.destinationPort >= a && packet.destinationPort <= b;
  return holds(program, word & ~NOT, a, b, packet) !== ((word & NOT) !== 0);
}

function holds({ tags, networks, ports }: Program, code: number, a: number, b: number, packet: Packet): boolean {
  const destination = (code & DESTINATION) !== 0;
  switch (code & ~DESTINATION) {
    case CODE.tag:
      return (destination ? packet.destinationTags : packet.sourceTags).has(tags[a] ?? '');
    case CODE.ipv4:
      return (((destination ? packet.destination : packet.source).words[0] ?? 0) & b) === a;
    case CODE.ipv6: {
      const network = networks[a];
      return network !== undefined && contains(network, destination ? packet.destination : packet.source);
    }
    default:
      return testHeader(code, a, b, ports, packet);
  }
}

/** Whether a test that looks at no address holds, before negation. */
export function testHeader(code: number, a: number, b: number, ports: ArrayLike<number>, header: Header): boolean {
  const port = (code & DESTINATION) !== 0 ? header.destinationPort : header.sourcePort;
  switch (code & ~DESTINATION) {
    case CODE.protocol:
      return header.protocol === a;
    case CODE.icmp:
      return header.icmpType === a && (b < 0 || header.icmpCode === b);
    case CODE.port:
      return port >= a && port <= b;
    default:
      return inRanges(ports, a, b, port);
  }
}

function inRanges(ports: ArrayLike<number>, start: number, end: number, port: number): boolean {
  for (let index = start; index < end; index += 2) if (port >= (ports[index] ?? 0) && port <= (ports[index + 1] ?? -1)) return true;
  return false;
}
