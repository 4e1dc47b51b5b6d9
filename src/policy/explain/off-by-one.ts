import { formatAddress } from '../model/address';
import type { Endpoint } from '../model/endpoint';
import type { Policy } from '../model/policy';
import type { Rule } from '../model/rule';
import { compileSelector, formatSelector, type Labels, type SelectorNode } from '../selectors';
import type { CompiledModel, PolicyStage, Stage, Verdict } from '../verdict';
import { unmet } from '../verdict/match';
import type { NearMiss } from './misses';

/** The one label that keeps a selector from matching an endpoint. */
export interface LabelMiss {
  readonly endpoint: Endpoint;
  readonly key: string;
  /** The endpoint's value; undefined if it has no such label. */
  readonly value: string | undefined;
  /** The condition on the label, as a selector. */
  readonly needs: string;
}

/** Returns the one label that keeps a selector from matching; undefined if none or several do. */
function labelMiss(selector: SelectorNode, labels: Labels): Omit<LabelMiss, 'endpoint'> | undefined {
  const failing = termsOf(selector).filter((term) => !compileSelector(term)(labels));
  const [term] = failing;
  if (failing.length !== 1 || (term?.kind !== 'compare' && term?.kind !== 'set' && term?.kind !== 'has'))
    return undefined;
  const { key } = term;
  return { key, value: Object.hasOwn(labels, key) ? labels[key] : undefined, needs: formatSelector(term) };
}

/** The conditions that must all hold. */
function termsOf(node: SelectorNode): readonly SelectorNode[] {
  return node.kind === 'and' ? node.of.flatMap(termsOf) : [node];
}

/** Returns the one label that keeps a rule from matching, if its selector is the only condition that doesn't hold. */
export function labelMissOf({ unmet: conditions, rule, stage }: NearMiss): LabelMiss | undefined {
  const [only] = conditions;
  if (conditions.length !== 1 || (only !== 'source.peers' && only !== 'destination.peers')) return undefined;
  const end = only === 'source.peers' ? 'source' : 'destination';
  const [owner, another] = stage.packet[end].owners;
  if (!owner || another) return undefined;
  const { labels } = owner.class;
  const failing = (rule.match[end].peers ?? []).filter(
    (peer) => peer.kind !== 'selector' || !compileSelector(peer.selector)(labels),
  );
  const [peer] = failing;
  if (failing.length !== 1 || peer?.kind !== 'selector') return undefined;
  const miss = labelMiss(peer.selector, labels);
  return miss && { endpoint: owner.endpoint, ...miss };
}

/**
 * Returns the port that a rule names because a service has it, where the service's target port counts; undefined if the
 * rule fails for another reason.
 */
export function servicePortOf({ unmet: conditions, rule, stage }: NearMiss, model: CompiledModel): number | undefined {
  const { destination, destinationPort, protocol } = stage.packet;
  if (conditions.length !== 1 || conditions[0] !== 'destination.ports') return undefined;
  const named = rule.match.destination.ports ?? [];
  const found = model.model.translations.find(
    ({ port, targets }) =>
      port?.protocol === protocol &&
      targets.some((to) => to.port === destinationPort && formatAddress(to.address) === destination.key) &&
      named.some((range) => range.kind === 'range' && range.first <= port.port && port.port <= range.last),
  );
  return found?.port?.port;
}

/** A policy that would have allowed a packet if one label of the endpoint made it apply. */
export interface Unselecting extends LabelMiss {
  readonly policy: Policy;
  /** The rule that would allow it. */
  readonly rule: Rule;
}

/** Returns the policies of the denying tier that would allow a denied packet, if they selected the endpoint. */
export function unselecting(
  { stages }: Verdict,
  model: CompiledModel,
  view: PolicyStage = 'enforced',
): readonly Unselecting[] {
  const stage = stages.find(({ outcome }) => outcome === 'deny');
  const tier = stage?.tiers.at(-1);
  if (!stage || tier?.outcome !== 'deny' || tier.by !== 'end') return [];
  return unselectingAt(stage, tier.tier.name, model, view);
}

function unselectingAt(
  { endpoint, direction, packet }: Stage,
  tier: string,
  model: CompiledModel,
  view: PolicyStage,
): readonly Unselecting[] {
  const labels = model.directory.member(endpoint.id)?.class.labels;
  if (!labels) return [];
  return model.policiesIn(view).flatMap(({ policy, rules }): readonly Unselecting[] => {
    if (policy.tier !== tier) return [];
    const miss = labelMiss(policy.selector, labels);
    const first = miss && rules[direction]?.find((rule) => unmet(rule, packet, model.services).length === 0);
    return miss && first?.action === 'allow' ? [{ policy, rule: first.rule, endpoint, ...miss }] : [];
  });
}
