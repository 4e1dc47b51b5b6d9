import { ICMP, ICMPV6, SCTP, TCP, UDP, UDPLITE } from '../../model/protocol';
import type { Header } from '../packet';
import type { CompiledPorts, CompiledRule } from '../rule';
import type { CodeWriter } from './code-writer';

/** What a test of a packet's header examines. Odd codes are for the destination. */
const TEST = { protocol: 0, icmp: 2, ports: 4 } as const;
const DESTINATION = 1;
/** Set if the test is negated. */
const NOT = 16;

/**
 * Appends the tests of a rule that don't depend on the ends, as `[code, a, b]` each; port ranges follow the tests, and
 * `a` and `b` of a test of ports are where its ranges begin and end, counted from the test.
 * @returns the offset at which the tests end.
 */
export function packHeaderTests(rule: CompiledRule, notProtocols: readonly number[], packed: CodeWriter): number {
  if (rule.protocol >= 0) packTest(TEST.protocol, rule.protocol, 0, packed);
  if (rule.notProtocol >= 0) packTest(TEST.protocol + NOT, rule.notProtocol, 0, packed);
  for (const protocol of notProtocols) packTest(TEST.protocol + NOT, protocol, 0, packed);
  const { source, destination } = rule;
  const to = packPorts(TEST.ports + DESTINATION, destination?.ports, packed);
  const notTo = packPorts(TEST.ports + DESTINATION + NOT, destination?.notPorts, packed);
  const from = packPorts(TEST.ports, source?.ports, packed);
  const notFrom = packPorts(TEST.ports + NOT, source?.notPorts, packed);
  if (rule.icmp) packTest(TEST.icmp, rule.icmp.type, rule.icmp.code ?? -1, packed);
  if (rule.notIcmp) packTest(TEST.icmp + NOT, rule.notIcmp.type, rule.notIcmp.code ?? -1, packed);
  const end = packed.length;
  packRanges(to, destination?.ports, packed);
  packRanges(notTo, destination?.notPorts, packed);
  packRanges(from, source?.ports, packed);
  packRanges(notFrom, source?.notPorts, packed);
  return end;
}

/** Appends a test of ports, whose ranges follow later, and returns where it is. */
function packPorts(code: number, ports: CompiledPorts | undefined, packed: CodeWriter): number {
  if (ports) packTest(code, 0, 0, packed);
  return packed.length - 3;
}

function packRanges(test: number, ports: CompiledPorts | undefined, packed: CodeWriter): void {
  if (!ports) return;
  packed.set(test + 1, packed.length - test);
  for (const port of ports.ranges) packed.push(port);
  packed.set(test + 2, packed.length - test);
}

function packTest(code: number, a: number, b: number, packed: CodeWriter): void {
  packed.push(code);
  packed.push(a);
  packed.push(b);
}

/** Whether a packet passes the tests from `at` to `end`. */
export function passesTests(code: Int32Array, at: number, end: number, header: Header): boolean {
  for (let test = at; test < end; test += 3) {
    const word = code[test] ?? 0;
    const a = code[test + 1] ?? 0;
    const b = code[test + 2] ?? 0;
    // The most frequent tests come first.
    if (word === TEST.protocol) {
      if (header.protocol !== a) return false;
    } else if (word === TEST.ports + DESTINATION) {
      if (!isInRanges(code, test + a, test + b, header.destinationPort, header)) return false;
    } else if (holds(code, test, header) === ((word & NOT) !== 0)) return false;
  }
  return true;
}

/** Whether a packet passes a test, apart from its negation. */
function holds(code: Int32Array, test: number, header: Header): boolean {
  const word = (code[test] ?? 0) & ~NOT;
  const a = code[test + 1] ?? 0;
  const b = code[test + 2] ?? 0;
  switch (word) {
    case TEST.protocol:
      return header.protocol === a;
    case TEST.icmp: {
      const own = header.version === 4 ? ICMP : ICMPV6;
      return header.protocol === own && header.icmpType === a && (b < 0 || header.icmpCode === b);
    }
    default: {
      const port = (word & DESTINATION) !== 0 ? header.destinationPort : header.sourcePort;
      return isInRanges(code, test + a, test + b, port, header);
    }
  }
}

/** Ports are those of protocols that have some. */
function isInRanges(code: Int32Array, start: number, end: number, port: number, { protocol }: Header): boolean {
  if (protocol !== TCP && protocol !== UDP && protocol !== SCTP && protocol !== UDPLITE) return false;
  for (let index = start; index < end; index += 2)
    if (port >= (code[index] ?? 0) && port <= (code[index + 1] ?? -1)) return true;
  return false;
}
