import { PROTOCOLS } from '../rule';
import { Float, type Json } from './json';
import type { NormalRule } from './rule';

/** An inclusive range of ports. */
export type PortRange = readonly [low: number, high: number];

/** Protocol numbers by name (IANA). */
export const PROTOCOL_NUMBERS: ReadonlyMap<string, number> = new Map([
  ['icmp', 1],
  ['tcp', 6],
  ['udp', 17],
  ['icmpv6', 58],
  ['sctp', 132],
  ['udplite', 136],
]);

/** The outcome of rendering a validated rule into one IP version's table. */
export type Rendering =
  /** The rule is not in this table. */
  | 'absent'
  /** Felix's generator fails on it and drops everything at its position (fiptgenerator.py). */
  | 'drop'
  /** iptables-restore rejects it, and with it all rules of the profile for this IP version. */
  | 'refused'
  | 'rendered';

/** Determines how a rule is rendered, without generating the rule itself. */
export function rendering(rule: NormalRule, version: 4 | 6): Rendering {
  if (rule['ip_version'] !== undefined && ipVersion(rule) !== version) return 'absent';
  if (generatorFails(rule, version)) return 'drop';
  return iptablesRefuses(rule, version) ? 'refused' : 'rendered';
}

function ipVersion(rule: NormalRule): number {
  const version = rule['ip_version'];
  return Number(version instanceof Float ? version.value : version);
}

const PORT_KEYS = ['src_ports', 'dst_ports', '!src_ports', '!dst_ports'] as const;

function generatorFails(rule: NormalRule, version: 4 | 6): boolean {
  const { protocol, icmp_type: type, '!icmp_type': notType } = rule;
  if (protocol !== 'tcp' && protocol !== 'udp')
    for (const key of PORT_KEYS) if (listOf(rule[key]).length > 0) return true;
  if (type === undefined && notType === undefined) return false;
  // The kernel can't match type 255, whatever the protocol; the IPv6 table accepts types only with icmpv6.
  return type === 255 || notType === 255 || (version === 6 && protocol !== 'icmpv6');
}

function iptablesRefuses(rule: NormalRule, version: 4 | 6): boolean {
  const { protocol, '!protocol': notProtocol } = rule;
  if (protocol !== undefined && notProtocol !== undefined) return true;
  if (isNetOf(rule['src_net'], version) && isNetOf(rule['!src_net'], version)) return true;
  if (isNetOf(rule['dst_net'], version) && isNetOf(rule['!dst_net'], version)) return true;
  if (!isProtocol(protocol) || !isProtocol(notProtocol)) return true;
  for (const key of PORT_KEYS) for (const port of listOf(rule[key])) if (portRange(port) === undefined) return true;
  // A boolean passes Felix as a number and is printed as a word that iptables doesn't know.
  const icmp = protocol === (version === 4 ? 'icmp' : 'icmpv6');
  return icmp && ['icmp_type', 'icmp_code', '!icmp_type', '!icmp_code'].some((key) => typeof rule[key] === 'boolean');
}

/** Whether a CIDR belongs in the table of this version: Felix omits those of the other. */
export function isNetOf(net: Json | undefined, version: 4 | 6): net is string {
  return typeof net === 'string' && net.includes(':') === (version === 6);
}

/**
 * The ports of an entry as iptables reads it: a leading zero makes a number octal. Undefined if iptables rejects it.
 */
export function portRange(entry: Json): PortRange | undefined {
  if (typeof entry === 'number') return [entry, entry];
  const parts = typeof entry === 'string' ? entry.trim().split(':').map(iptablesNumber) : [];
  const [low, high] = parts;
  return low !== undefined && high !== undefined && low <= high ? [low, high] : undefined;
}

const NONE: readonly Json[] = [];

export function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : NONE;
}

const NAMES: ReadonlySet<Json> = new Set(PROTOCOLS);

function isProtocol(value: Json | undefined): boolean {
  return value === undefined || NAMES.has(value) || (typeof value === 'string' && /^\d+$/.test(value));
}

function iptablesNumber(text: string): number | undefined {
  const digits = text.replace(/^\+/, '');
  if (/^0[0-7]*$/.test(digits)) return parseInt(digits, 8);
  return /^[1-9]\d*$/.test(digits) ? Number(digits) : undefined;
}
