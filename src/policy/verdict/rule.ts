import { contains, parseNetwork, type Network } from '../address';
import { isNetOf, listOf, portRange, PROTOCOL_NUMBERS, rendering, type PortRange } from '../felix/iptables';
import type { Json } from '../felix/json';
import type { NormalRule } from '../felix/rule';
import { ACTIONS, type Action } from '../rule';
import type { Packet } from './packet';
import type { Condition, RuleStep } from './trace';

/** One condition of a rule, ready to be asked, with the step that tells of its failure. */
interface Test {
  readonly holds: (packet: Packet) => boolean;
  readonly failure: RuleStep;
}

/** A rule as one IP version's table has it. */
export interface CompiledRule {
  readonly action: Action;
  /** Undefined: the rule drops everything at its place. */
  readonly tests: readonly Test[] | undefined;
  readonly matched: RuleStep;
  readonly leftByMark: RuleStep;
}

/** The addresses a selector or a tag stands for are looked up by the packet; this resolves a selector's text to its own set name. */
export type SelectorTag = (selector: string) => string;

/** A rule that is not in the table: it is passed over, but keeps its place in the trace. */
export interface AbsentRule {
  readonly absent: RuleStep;
}

/** Compiles a validated rule for one IP version; undefined when iptables refuses it. */
export function compileRule(rule: NormalRule, position: number, version: 4 | 6, selectorTag: SelectorTag): CompiledRule | AbsentRule | undefined {
  const action = ACTIONS.find((name) => name === rule['action']) ?? 'allow';
  const step = (outcome: RuleStep['outcome']): RuleStep => ({ position, outcome, action });
  const rendered = rendering(rule, version);
  if (rendered === 'refused') return undefined;
  if (rendered === 'absent') return { absent: { ...step('no-match'), failed: 'ip_version' } };
  if (rendered === 'drop') return { action, tests: undefined, matched: step('unrenderable'), leftByMark: step('left-by-mark') };
  const tests: Test[] = [];
  for (const { condition, holds } of conditions(rule, version, selectorTag)) {
    tests.push({ holds, failure: { ...step('no-match'), failed: condition } });
  }
  return { action, tests, matched: step('matched'), leftByMark: step('left-by-mark') };
}

interface ConditionTest {
  readonly condition: Condition;
  readonly holds: (packet: Packet) => boolean;
}

/** In the order in which a person reads the rule: protocol, ICMP, from, to. */
function* conditions(rule: NormalRule, version: 4 | 6, selectorTag: SelectorTag): Generator<ConditionTest> {
  for (const not of ['', '!'] as const) {
    const negate = not === '!';
    yield* optional(`${not}protocol`, protocolTest(rule[`${not}protocol`]), negate);
    yield* optional(`${not}icmp_type`, icmpTest(rule, not, version), negate);
    for (const side of ['src', 'dst'] as const) {
      yield* optional(`${not}${side}_ports`, portTest(rule[`${not}${side}_ports`], side), negate);
      yield* optional(`${not}${side}_tag`, tagTest(rule[`${not}${side}_tag`], side), negate);
      const selector = rule[`${not}${side}_selector`];
      yield* optional(`${not}${side}_selector`, typeof selector === 'string' ? tagTest(selectorTag(selector), side) : undefined, negate);
      yield* optional(`${not}${side}_net`, netTest(rule[`${not}${side}_net`], side, version), negate);
    }
  }
}

function* optional(condition: Condition, test: ConditionTest['holds'] | undefined, negate: boolean): Generator<ConditionTest> {
  if (test) yield { condition, holds: negate ? (packet) => !test(packet) : test };
}

function protocolTest(value: Json | undefined): ConditionTest['holds'] | undefined {
  if (typeof value !== 'string') return undefined;
  const number = PROTOCOL_NUMBERS.get(value) ?? Number(value);
  return ({ protocol }) => protocol === number;
}

/** Types and codes are matched only by a rule for the table's own ICMP; with any other protocol Felix leaves them out. */
function icmpTest(rule: NormalRule, not: '' | '!', version: 4 | 6): ConditionTest['holds'] | undefined {
  const type = rule[`${not}icmp_type`];
  const code = rule[`${not}icmp_code`];
  if (type === undefined || rule['protocol'] !== (version === 4 ? 'icmp' : 'icmpv6')) return undefined;
  return ({ icmpType, icmpCode }) => icmpType === type && (code === undefined || icmpCode === code);
}

function portTest(value: Json | undefined, side: 'src' | 'dst'): ConditionTest['holds'] | undefined {
  const ranges = listOf(value).map(portRange).filter((range): range is PortRange => range !== undefined);
  if (ranges.length === 0) return undefined;
  const inRanges = (port: number) => ranges.some(([low, high]) => port >= low && port <= high);
  return side === 'src' ? ({ sourcePort }) => inRanges(sourcePort) : ({ destinationPort }) => inRanges(destinationPort);
}

function tagTest(tag: Json | undefined, side: 'src' | 'dst'): ConditionTest['holds'] | undefined {
  if (typeof tag !== 'string') return undefined;
  return side === 'src' ? ({ sourceTags }) => sourceTags.has(tag) : ({ destinationTags }) => destinationTags.has(tag);
}

function netTest(value: Json | undefined, side: 'src' | 'dst', version: 4 | 6): ConditionTest['holds'] | undefined {
  const network: Network | undefined = isNetOf(value, version) ? parseNetwork(value) : undefined;
  if (!network) return undefined;
  return side === 'src' ? ({ source }) => contains(network, source) : ({ destination }) => contains(network, destination);
}
