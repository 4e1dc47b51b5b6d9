import type { Network } from '../../model/address';
import type { Action } from '../../model/rule';
import type { Predicate } from '../predicate';
import { hasMeanings, type CompiledRule, type CompiledSide } from '../rule';
import { CodeWriter } from './code-writer';
import { packHeaderTests } from './header-test';

/**
 * Rules in order, as consecutive numbers besides the objects. A large cluster's first answer reads every rule, which
 * would take most of its time if each part of a rule were somewhere else in memory.
 * A rule consists of the fields of {@link PACKED}, then its header tests with their port ranges, then its conditions on
 * the ends. Offsets are counted from where the rule begins.
 */
export interface PackedRules {
  readonly words: Int32Array;
  readonly rules: readonly CompiledRule[];
  /** Whether some rule has names of ports or services. */
  readonly hasMeanings: boolean;
}

/** Where a rule has its kind, its end, the end of its header tests and the beginning of its conditions. */
export const PACKED = { kind: 0, end: 1, tests: 2, conditions: 3, header: 4 } as const;

/** The bits of a rule's kind. */
export const KIND = {
  /** Those of its action, see {@link ACTION}. */
  action: 3,
  /** Whether the rule applies to IPv4, and to IPv6. */
  ipv4: 4,
  ipv6: 8,
  /** Whether it has names of ports or services, whose meaning depends on endpoints: its tests are not packed. */
  meanings: 16,
} as const;

export const ACTION: Readonly<Record<Action, number>> = { allow: 0, deny: 1, pass: 2, log: 3 };

/**
 * The bits of a condition, which begins with them and its length. One on peers has the number of a predicate, one on
 * networks the version, the prefix length and the words of each.
 */
export const CONDITION = { destination: 1, not: 2, networks: 4 } as const;

/** Where a condition has its bits, its length, and the rest. */
export const PART = { bits: 0, length: 1, rest: 2 } as const;

/** The number of words of a network in a condition. */
export const NETWORK_LENGTH = { 4: 3, 6: 6 } as const;

/** Serves for one list after the other. */
const writer = new CodeWriter();

export function packRules(rules: readonly CompiledRule[]): PackedRules {
  let some = false;
  for (const rule of rules) {
    const own = hasMeanings(rule.source) || hasMeanings(rule.destination);
    some ||= own;
    if (own) packFields(kindOf(rule) + KIND.meanings, writer);
    else packRule(rule, [], writer);
  }
  return { words: writer.take(), rules, hasMeanings: some };
}

/** Appends a rule without names and services. @param notProtocols Protocols that it doesn't apply to, besides its own. */
export function packRule(rule: CompiledRule, notProtocols: readonly number[], packed: CodeWriter): void {
  const begin = packFields(kindOf(rule), packed);
  packed.set(begin + PACKED.tests, packHeaderTests(rule, notProtocols, packed) - begin);
  packed.set(begin + PACKED.conditions, packed.length - begin);
  packSide(rule.source, 0, packed);
  packSide(rule.destination, CONDITION.destination, packed);
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
  return { words, rules: lists.flatMap(({ rules }) => rules), hasMeanings: lists.some((list) => list.hasMeanings) };
}

function kindOf({ action, ipv4, ipv6 }: CompiledRule): number {
  return ACTION[action] + (ipv4 ? KIND.ipv4 : 0) + (ipv6 ? KIND.ipv6 : 0);
}

/** Appends the fields of a rule without anything else, and returns where it begins. */
function packFields(kind: number, packed: CodeWriter): number {
  const begin = packed.length;
  packed.push(kind);
  for (let field = 1; field < PACKED.header; field += 1) packed.push(PACKED.header);
  return begin;
}

function packSide(side: CompiledSide | undefined, end: number, packed: CodeWriter): void {
  if (!side) return;
  const { peers, notPeers, nets, notNets } = side;
  for (const peer of peers) packPeers(peer, end, packed);
  for (const peer of notPeers) packPeers(peer, end + CONDITION.not, packed);
  if (nets) packNetworks(nets, end + CONDITION.networks, packed);
  if (notNets) packNetworks(notNets, end + CONDITION.networks + CONDITION.not, packed);
}

function packPeers({ number }: Predicate, bits: number, packed: CodeWriter): void {
  packed.push(bits);
  packed.push(3);
  packed.push(number);
}

function packNetworks(networks: readonly Network[], bits: number, packed: CodeWriter): void {
  const begin = packed.length;
  packed.push(bits);
  packed.push(0);
  for (const { version, prefix, words } of networks) {
    packed.push(version);
    packed.push(prefix);
    for (const word of words) packed.push(word);
  }
  packed.set(begin + PART.length, packed.length - begin);
}
