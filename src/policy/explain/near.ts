import type { Direction } from '../calico1/rule';
import type { CompiledPolicy } from '../verdict/policy';
import type { Packet } from '../verdict/packet';
import { failures } from '../verdict/run';
import type { Condition, Half } from '../verdict/trace';
import type { MissCode, RuleRef } from './reasons';
import { profileOf } from './stored-rules';

/** A rule that would allow a flow except for one thing. */
export interface Candidate {
  readonly code: MissCode;
  readonly miss: RuleRef;
  readonly conditions: readonly Condition[];
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

/** Returns all rules of an endpoint's profiles that miss a flow by one thing, nearest first. */
export function candidates(
  half: Half,
  profiles: readonly string[],
  packet: Packet,
  policy: CompiledPolicy,
): Candidate[] {
  const found = profiles.flatMap((name) => inProfile(name, half.direction, packet, policy));
  return found.sort((a, b) => ORDER.indexOf(a.code) - ORDER.indexOf(b.code));
}

function inProfile(profile: string, direction: Direction, packet: Packet, policy: CompiledPolicy): Candidate[] {
  const program = policy.profiles.get(profile)?.program(packet.version, direction);
  const rules = profileOf(policy, profile)?.[direction];
  if (typeof program !== 'object' || !rules) return [];
  return failures(program, packet).flatMap((conditions, index) => {
    const rule = rules[index];
    const code = codeOf(conditions);
    if (!rule || !code || (rule.action ?? 'allow') !== 'allow') return [];
    return [{ code, miss: { profile, direction, position: index + 1, rule }, conditions }];
  });
}

/** Returns the one thing that the conditions share; undefined if there are several. */
function codeOf(conditions: readonly Condition[]): MissCode | undefined {
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
