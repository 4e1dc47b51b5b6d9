import type { Action } from '../../model/rule';
import type { NetworkLists } from '../network-lists';
import { hasMeanings, type CompiledRule, type CompiledSide } from '../rule';
import { CodeWriter } from './code-writer';
import { packHeaderTests } from './header-test';

/**
 * Rules in order, as consecutive numbers besides the objects. Answers for all pairs read every rule, which would take
 * most of their time if each part of a rule were somewhere else in memory.
 * A rule consists of the fields of {@link PACKED}, then its header tests with their port ranges, then its conditions on
 * the ends. Offsets are counted from where the rule begins.
 */
export interface PackedRules {
  readonly words: Int32Array;
  readonly rules: readonly CompiledRule[];
  /** Whether some rule has names of ports or services. */
  readonly hasMeanings: boolean;
  readonly traits: Traits;
}

/** What is known of a list of packed rules without reading it. Says nothing about rules with names or services. */
export interface Traits {
  /** The bits of {@link KIND} of the IP versions for which it has a rule that passes. */
  readonly passes: number;
  /** The same for which its first rule allows everything, as in the outbound rules of every new profile. */
  readonly opens: number;
  readonly testsSource: boolean;
  readonly testsDestination: boolean;
  /** Whether it is unknown if some rule matches a packet that passes its tests. */
  readonly isUndecidable: boolean;
}

/** Where a rule has its kind, its end, the end of its header tests and the beginning of its conditions. */
export const PACKED = { kind: 0, end: 1, tests: 2, conditions: 3, header: 4 } as const;

/** The bits of a rule's kind. */
export const KIND = {
  /** Those of its action, see {@link ACTION}. */
  action: 3,
  /** Whether the rule decides about IPv4, and about IPv6. */
  ipv4: 4,
  ipv6: 8,
  /** Whether it has names of ports or services, whose meaning depends on endpoints: its tests are not packed. */
  meanings: 16,
  /** Whether it is unknown if the rule matches a packet that passes its tests. */
  unknown: 32,
} as const;

export const ACTION: Readonly<Record<Action, number>> = { allow: 0, deny: 1, pass: 2, log: 3 };

/**
 * The bits of a condition on an end. It is about a predicate, unless it is about a list of networks or, in the rules of
 * a population, about one of its sets of classes.
 */
export const CONDITION = { destination: 1, not: 2, networks: 4, set: 8 } as const;

/** Where a condition has its bits and the number of what it is about, and its length. */
export const PART = { bits: 0, number: 1, length: 2 } as const;

/** Serves for one list after the other. */
const writer = new CodeWriter();

export function packRules(rules: readonly CompiledRule[], networks: NetworkLists): PackedRules {
  let some = false;
  for (const rule of rules) {
    const own = hasMeanings(rule.source) || hasMeanings(rule.destination);
    some ||= own;
    if (own) packFields(kindOf(rule) + KIND.meanings, writer);
    else packRule(rule, [], networks, writer);
  }
  const words = writer.take();
  return { words, rules, hasMeanings: some, traits: traitsOf(words) };
}

/** Reads the traits of packed rules. */
export function traitsOf(words: Int32Array): Traits {
  let [passes, opens, unread, unknown] = [0, 0, KIND.ipv4 | KIND.ipv6, 0];
  let [testsSource, testsDestination] = [false, false];
  for (let at = 0; at < words.length; at += words[at + PACKED.end] ?? words.length) {
    const kind = words[at + PACKED.kind] ?? 0;
    const versions = kind & (KIND.ipv4 | KIND.ipv6);
    const length = words[at + PACKED.end] ?? 0;
    unknown |= kind & KIND.unknown;
    if ((kind & (KIND.action | KIND.unknown)) === ACTION.pass) passes |= versions;
    if (length === PACKED.header && kind === versions + ACTION.allow) opens |= versions & unread;
    unread &= ~versions;
    for (let part = at + (words[at + PACKED.conditions] ?? 0); part < at + length; part += PART.length) {
      if (((words[part + PART.bits] ?? 0) & CONDITION.destination) === 0) testsSource = true;
      else testsDestination = true;
    }
  }
  return { passes, opens, testsSource, testsDestination, isUndecidable: unknown !== 0 };
}

/**
 * Appends a rule without names and services.
 * @param notProtocols Protocols that it doesn't apply to, besides its own.
 * @returns where the rule begins.
 */
export function packRule(
  rule: CompiledRule,
  notProtocols: readonly number[],
  networks: NetworkLists,
  packed: CodeWriter,
): number {
  const begin = packFields(kindOf(rule), packed);
  packed.set(begin + PACKED.tests, packHeaderTests(rule, notProtocols, packed) - begin);
  packed.set(begin + PACKED.conditions, packed.length - begin);
  packSide(rule.source, 0, networks, packed);
  packSide(rule.destination, CONDITION.destination, networks, packed);
  packed.set(begin + PACKED.end, packed.length - begin);
  return begin;
}

/** Appends a condition to the last rule, which begins at `begin`. */
export function packCondition(begin: number, bits: number, number: number, packed: CodeWriter): void {
  packed.push(bits);
  packed.push(number);
  packed.set(begin + PACKED.end, packed.length - begin);
}

/** Joins lists that are evaluated as one. */
export function joinRules(lists: readonly PackedRules[]): PackedRules {
  const [only] = lists;
  if (only && lists.length === 1) return only;
  const words = new Int32Array(lists.reduce((sum, list) => sum + list.words.length, 0));
  let length = 0;
  for (const list of lists) {
    words.set(list.words, length);
    length += list.words.length;
  }
  return {
    words,
    rules: lists.flatMap(({ rules }) => rules),
    hasMeanings: lists.some((list) => list.hasMeanings),
    traits: traitsOf(words),
  };
}

/** Rules that log decide nothing. */
function kindOf({ action, ipv4, ipv6 }: CompiledRule): number {
  if (action === 'log') return ACTION.log;
  return ACTION[action] + (ipv4 ? KIND.ipv4 : 0) + (ipv6 ? KIND.ipv6 : 0);
}

/** Appends the fields of a rule without anything else, and returns where it begins. */
function packFields(kind: number, packed: CodeWriter): number {
  const begin = packed.length;
  packed.push(kind);
  for (let field = 1; field < PACKED.header; field += 1) packed.push(PACKED.header);
  return begin;
}

function packSide(side: CompiledSide | undefined, end: number, networks: NetworkLists, packed: CodeWriter): void {
  if (!side) return;
  const { peers, notPeers, nets, notNets } = side;
  for (const { number } of peers) packPart(end, number, packed);
  for (const { number } of notPeers) packPart(end + CONDITION.not, number, packed);
  if (nets) packPart(end + CONDITION.networks, networks.numberOf(nets), packed);
  if (notNets) packPart(end + CONDITION.networks + CONDITION.not, networks.numberOf(notNets), packed);
}

function packPart(bits: number, number: number, packed: CodeWriter): void {
  packed.push(bits);
  packed.push(number);
}
