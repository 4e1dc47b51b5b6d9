import type { StoredPolicy } from '../../calico1/stored-policy';
import { positionOf } from '../../calico1/rule-place';
import type { Rule } from '../../calico1/rule';
import type { Stage } from '../../verdict';
import { unmet, type Condition as ModelCondition } from '../../verdict/match';
import type { Packet } from '../../verdict/packet';
import type { CompiledRule } from '../../verdict/rule';
import { decodedOwner, rulesInForce, STORED_DIRECTION, type OwnerRef } from './lists';
import type { MatchKey, MissCode, RuleRef } from './reasons';

/** A rule that would allow a flow except for one thing. */
export interface Candidate {
  readonly code: MissCode;
  readonly miss: RuleRef;
  readonly conditions: readonly MatchKey[];
}

/** Nearest first: the easiest mistakes. */
const ORDER: readonly MissCode[] = [
  'port',
  'shadowed',
  'tag',
  'selector',
  'net',
  'protocol',
  'icmp',
  'source-port',
  'ip-version',
  'no-rule',
];

/** Returns all rules of profiles or policies that miss a packet by one thing, nearest first. */
export function candidates(
  { direction, packet }: Stage,
  owners: readonly OwnerRef[],
  policy: StoredPolicy,
): Candidate[] {
  const found = owners.flatMap((owner) => inOwner(owner, direction, packet, policy));
  return found.sort((a, b) => ORDER.indexOf(a.code) - ORDER.indexOf(b.code));
}

function inOwner(owner: OwnerRef, direction: Stage['direction'], packet: Packet, policy: StoredPolicy): Candidate[] {
  const compiled = rulesInForce(policy, owner, direction);
  const stored = STORED_DIRECTION[direction];
  const rules = decodedOwner(policy, owner)?.[stored];
  if (!compiled || !rules || compiled.some((rule) => isRefused(rule, packet))) return [];
  const rendered = new Map<number, CompiledRule>();
  for (const rule of compiled) if (isThere(rule, packet)) rendered.set((positionOf(rule.rule) ?? 0) - 1, rule);
  return rules.flatMap((rule, index) => {
    if ((rule.action ?? 'allow') !== 'allow') return [];
    const conditions = failures(rule, rendered.get(index), packet, policy);
    const code = codeOf(conditions);
    return code ? [{ code, miss: { ...owner, direction: stored, position: index + 1, rule }, conditions }] : [];
  });
}

function isThere({ ipv4, ipv6 }: CompiledRule, { version }: Packet): boolean {
  return version === 4 ? ipv4 : ipv6;
}

function isRefused(compiled: CompiledRule, packet: Packet): boolean {
  return compiled.rule.flaw === 'refused' && isThere(compiled, packet);
}

/** The keys of a rule that a packet fails. A rule that Felix can't render counts as matched: it drops everything. */
function failures(
  rule: Rule,
  compiled: CompiledRule | undefined,
  packet: Packet,
  { model }: StoredPolicy,
): readonly MatchKey[] {
  if (!compiled) return ['ip_version'];
  if (compiled.rule.flaw !== undefined) return [];
  return unmet(compiled, packet, model.services).flatMap((condition) => keysOf(condition, rule, compiled, packet));
}

const KEYS: Readonly<Partial<Record<ModelCondition, MatchKey>>> = {
  ipVersion: 'ip_version',
  protocol: 'protocol',
  notProtocol: '!protocol',
  icmp: 'icmp_type',
  notIcmp: '!icmp_type',
  'source.nets': 'src_net',
  'source.notNets': '!src_net',
  'source.ports': 'src_ports',
  'source.notPorts': '!src_ports',
  'destination.nets': 'dst_net',
  'destination.notNets': '!dst_net',
  'destination.ports': 'dst_ports',
  'destination.notPorts': '!dst_ports',
};

function keysOf(condition: ModelCondition, rule: Rule, compiled: CompiledRule, packet: Packet): readonly MatchKey[] {
  const key = KEYS[condition];
  if (key) return [key];
  const end = condition.startsWith('source') ? 'source' : 'destination';
  const not = condition.endsWith('notPeers');
  const side = compiled[end];
  const { classes } = packet[end];
  const prefix = `${not ? '!' : ''}${end === 'source' ? 'src' : 'dst'}` as const;
  return (
    (not ? side?.notPeers : side?.peers)
      ?.flatMap((peer): readonly MatchKey[] => {
        if (peer.holdsForSome(classes) !== not) return [];
        return peer.tag === undefined ? [`${prefix}_selector`] : [`${prefix}_tag`];
      })
      .filter((found) => rule[found] !== undefined) ?? []
  );
}

/** Returns the one thing that the conditions share; undefined if there are several. */
function codeOf(conditions: readonly MatchKey[]): MissCode | undefined {
  const codes = new Set(conditions.map((condition) => KINDS[condition.replace('!', '')]));
  const [code] = codes;
  if (conditions.length === 0) return 'shadowed';
  return codes.size === 1 ? code : undefined;
}

const KINDS: Readonly<Record<string, MissCode>> = {
  dst_ports: 'port',
  src_ports: 'source-port',
  src_tag: 'tag',
  dst_tag: 'tag',
  src_selector: 'selector',
  dst_selector: 'selector',
  src_net: 'net',
  dst_net: 'net',
  protocol: 'protocol',
  icmp_type: 'icmp',
  icmp_code: 'icmp',
  ip_version: 'ip-version',
};
