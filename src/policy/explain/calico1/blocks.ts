import type { Rule } from '../../calico1/rule';
import type { StoredPolicy } from '../../calico1/stored-policy';
import type { Stage, Verdict } from '../../verdict';
import type { Flow } from '../../model/flow';
import type { ConnectionChange } from '../../change/compare';
import { Effects, type EffectOptions } from './effects';
import { decidedAt } from './fixes';
import { decodedOwner, STORED_DIRECTION } from './lists';
import { networkOf, newRule } from './narrow';
import type { Fix, RuleEdit } from './reasons';

/**
 * Returns the edits that would block an allowed flow: removing its port from the rule that allows it, removing that
 * rule, or denying exactly this flow before that rule. Edits that close the fewest connections come first.
 */
export function blocksOf(flow: Flow, { stages }: Verdict, policy: StoredPolicy, options: EffectOptions): Fix[] {
  // Rules about peers are mostly on the destination's side, so it is tried first.
  const stage = stages.findLast(({ layer, reason }) => layer === 'normal' && reason === 'rule');
  if (!stage) return [];
  const effects = new Effects(flow, policy, options);
  const fixes = editsFor(stage, flow, policy).flatMap((edit) => effects.ofBlocking([edit]) ?? []);
  // Of two edits that close the same connections on this port, only the one with fewer side effects is kept.
  const fewest = fixes.sort((a, b) => size(a.closes) - size(b.closes));
  return fewest.filter(({ closes }, index) => index === 0 || size(closes) > size(fewest[index - 1]?.closes ?? []));
}

function editsFor(stage: Stage, flow: Flow, policy: StoredPolicy): RuleEdit[] {
  const direction = STORED_DIRECTION[stage.direction];
  const { packet } = stage;
  const spot = decidedAt(stage);
  const rule = spot && decodedOwner(policy, spot)?.[direction][spot.position - 1];
  if (!rule) return [];
  const peer = direction === 'inbound' ? packet.source : packet.destination;
  const byTag = newRule({ packet, protocol: flow.protocol, peer, direction }, policy.model);
  const [tag, net] = direction === 'inbound' ? (['src_tag', 'src_net'] as const) : (['dst_tag', 'dst_net'] as const);
  const { [tag]: peerTag, ...rest } = byTag;
  const byAddress: Rule = { ...rest, [net]: networkOf(peer) };
  const denials = (peerTag === undefined ? [byTag] : [byTag, byAddress]).map((denial): Rule => ({
    ...denial,
    action: 'deny',
  }));
  const removal: RuleEdit = { kind: 'remove', ...spot, direction, rule };
  const insertions = denials.map((denial): RuleEdit => ({ kind: 'insert', ...spot, direction, rule: denial }));
  const ports = rule.dst_ports ?? [];
  const others = ports.filter((named) => String(named) !== String(packet.destinationPort));
  if (others.length === ports.length) return [...insertions, removal];
  if (others.length === 0) return [removal, ...insertions];
  return [{ kind: 'replace', ...spot, direction, rule: { ...rule, dst_ports: others } }, ...insertions, removal];
}

function size(changes: readonly ConnectionChange[]): number {
  return changes.reduce((sum, { from, to }) => sum + from.length * to.length, 0);
}
