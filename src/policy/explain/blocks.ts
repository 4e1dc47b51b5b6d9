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
 * Returns the edits that would block an allowed flow: removing its port from the rule that allows it, removing that
 * rule, or denying exactly this flow before that rule. Edits that close the fewest connections come first.
 */
export function blocksOf(flow: Flow, judged: Verdict, policy: CompiledPolicy, options: EffectOptions): Fix[] {
  const { version, source, destination } = endsOf(flow, policy);
  if (judged.shortcut || source === 'unknown' || destination === 'unknown' || !source.place || !destination.place)
    return [];
  // Rules about peers are mostly on the destination's side, so it is tried first.
  const half = judged.destination ?? judged.source;
  const peer = half?.direction === 'inbound' ? source.place : destination.place;
  if (!half || isDecidedByTier(half, policy)) return [];
  const packet = packetOf(flow, version, source.place, destination.place);
  const byTag = newRule({ packet, protocol: flow.protocol, peer, direction: half.direction }, policy);
  const effects = new Effects(flow, policy, options);
  const fixes = editsFor(half, byTag, peer, packet.destinationPort, policy).flatMap(
    (edit) => effects.ofBlocking([edit]) ?? [],
  );
  // Of two edits that close the same connections on this port, only the one with fewer side effects is kept.
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
