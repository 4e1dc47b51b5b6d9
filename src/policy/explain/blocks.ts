import { formatAddress } from '../model/address';
import type { Flow } from '../model/flow';
import type { Rule } from '../calico1/rule';
import type { Place } from '../verdict/place';
import type { CompiledPolicy } from '../verdict/policy';
import { endsOf } from '../verdict/ends';
import { packetOf } from '../verdict/packet';
import type { Half, Verdict } from '../verdict/trace';
import type { ConnectionChange } from '../change/compare';
import { Effects, type EffectOptions } from './effects';
import { isDecidedByTier } from './halves';
import { newRule } from './narrow';
import type { Fix, RuleEdit } from './reasons';
import { profileOf } from './stored-rules';

/**
 * What would block an allowed flow: to take its port out of the rule that lets it through, or that rule itself, or to
 * deny before that rule what the flow alone has. What closes the fewest connections comes first.
 */
export function blocksOf(flow: Flow, judged: Verdict, policy: CompiledPolicy, options: EffectOptions): Fix[] {
  const { version, source, destination } = endsOf(flow, policy);
  if (judged.shortcut || source === 'unknown' || destination === 'unknown' || !source.place || !destination.place)
    return [];
  // Who is reached decides in the first place: that is where rules about peers stand.
  const half = judged.destination ?? judged.source;
  const peer = half?.direction === 'inbound' ? source.place : destination.place;
  if (!half || isDecidedByTier(half, policy)) return [];
  const packet = packetOf(flow, version, source.place, destination.place);
  const byTag = newRule({ packet, protocol: flow.protocol, peer, direction: half.direction }, policy);
  const effects = new Effects(flow, policy, options);
  const fixes = editsFor(half, byTag, peer, packet.destinationPort, policy).flatMap(
    (edit) => effects.ofBlocking([edit]) ?? [],
  );
  // Of two that close the same on this port, the first is the one that touches least besides; the other is not told.
  const fewest = fixes.sort((a, b) => size(a.closes) - size(b.closes));
  return fewest.filter(({ closes }, index) => index === 0 || size(closes) > size(fewest[index - 1]?.closes ?? []));
}

function editsFor(
  { profiles, direction }: Half,
  byTag: Rule,
  peer: Place,
  port: number,
  policy: CompiledPolicy,
): RuleEdit[] {
  const step = profiles.at(-1);
  const decider = step?.rules.at(-1);
  const rule = step && decider && profileOf(policy, step.profile)?.[direction][decider.position - 1];
  if (!rule) return [];
  const { profile } = step;
  const { position } = decider;
  const [tag, net] = direction === 'inbound' ? (['src_tag', 'src_net'] as const) : (['dst_tag', 'dst_net'] as const);
  const { [tag]: peerTag, ...rest } = byTag;
  const byAddress: Rule = { ...rest, [net]: `${formatAddress(peer.address)}/${peer.address.version === 4 ? 32 : 128}` };
  const denials = (peerTag === undefined ? [byTag] : [byTag, byAddress]).map((denial): Rule => ({
    ...denial,
    action: 'deny',
  }));
  const removal: RuleEdit = { kind: 'remove', profile, direction, position, rule };
  const insertions = denials.map((denial): RuleEdit => ({
    kind: 'insert',
    profile,
    direction,
    position,
    rule: denial,
  }));
  const ports = rule.dst_ports ?? [];
  const others = ports.filter((named) => String(named) !== String(port));
  if (others.length === ports.length) return [...insertions, removal];
  if (others.length === 0) return [removal, ...insertions];
  return [
    { kind: 'replace', profile, direction, position, rule: { ...rule, dst_ports: others } },
    ...insertions,
    removal,
  ];
}

function size(changes: readonly ConnectionChange[]): number {
  return changes.reduce((sum, { from, to }) => sum + from.length * to.length, 0);
}
