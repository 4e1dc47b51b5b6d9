import * as l10n from '@vscode/l10n';
import type { CompiledPolicy } from '../../../verdict/policy';
import type { Origin } from '../../../model/origin';
import { DIRECTIONS, type Direction, type Rule } from '../../../model/rule';
import type { Facts } from '../facts';
import { found, type ClusterFinding } from '../finding';
import { nameOf } from '../../../explain/names';

/** The order of all Kubernetes policies in the tier that they share with Calico's own. */
const KUBERNETES_ORDER = 1000;

/** Finds unexpected effects of the order of Calico policies and of how their rules end. */
export function calicoOrders(facts: Facts): readonly ClusterFinding[] {
  return facts.policies.flatMap((policy) => {
    const old = policy.policy.origin.object.source === 'key';
    if (!old && !isCalico(policy)) return [];
    return DIRECTIONS.flatMap((direction) => [
      ...(old ? oneWay(policy, direction, facts) : aroundKubernetes(policy, direction, facts)),
      ...endings(policy, direction, facts),
    ]);
  });
}

function isCalico({ policy: { origin } }: CompiledPolicy): boolean {
  const { object } = origin;
  return (
    object.source === 'resource' &&
    object.apiVersion.includes('projectcalico.org/') &&
    object.kind !== 'StagedKubernetesNetworkPolicy'
  );
}

function isKubernetes({ object }: Origin): boolean {
  return object.source === 'resource' && object.apiVersion === 'networking.k8s.io/v1';
}

/** A rule for everything hides Kubernetes policies if it precedes them; after them, it undoes their isolation. */
function aroundKubernetes(policy: CompiledPolicy, direction: Direction, facts: Facts): readonly ClusterFinding[] {
  const { tier, order, origin } = policy.policy;
  const open = policy.policy[direction]?.find((rule) => rule.action === 'allow' && isForEverything(rule));
  if (tier !== 'default' || !open || order === KUBERNETES_ORDER) return [];
  const selected = new Set(facts.selectedBy(policy).map(({ endpoint }) => endpoint.id));
  const touched = facts.policies.find(
    (other) =>
      isKubernetes(other.policy.origin) &&
      other.rules[direction] !== undefined &&
      facts.selectedBy(other).some(({ endpoint }) => selected.has(endpoint.id)),
  );
  if (!touched) return [];
  const name = nameOf(touched.policy.origin.object);
  if (order < KUBERNETES_ORDER) {
    const message = l10n.t(
      'This allows everything before order 1000, so it hides Kubernetes’ policies for {0}, such as {1}.',
      direction,
      name,
    );
    return [found('hides-kubernetes', open.origin, message)];
  }
  const message = l10n.t(
    'This allows everything after order 1000, so it undoes the isolation by Kubernetes’ policies for {0}, such as {1}.',
    direction,
    name,
  );
  return [found('undoes-isolation', open.origin.path.length > 0 ? open.origin : origin, message)];
}

/** Whether a rule has no criteria. */
function isForEverything({ match: { source, destination, ...rest } }: Rule): boolean {
  return Object.keys(rest).length + Object.keys(source).length + Object.keys(destination).length === 0;
}

/** A policy without allowing rules isolates the endpoints that no other policy of the tier allows. */
function endings(policy: CompiledPolicy, direction: Direction, facts: Facts): readonly ClusterFinding[] {
  const rules = policy.policy[direction] ?? [];
  const tier = facts.model.model.tiers.find(({ name }) => name === policy.policy.tier);
  if (rules.length === 0 || tier?.end !== 'deny') return [];
  if (rules.some(lets) || !isAlone(policy, direction, facts)) return [];
  const origin = listOf(policy, direction);
  if (rules.every(({ action }) => action === 'log')) {
    const message = l10n.t(
      'This only logs {0}, and thereby denies it: what no rule of tier {1} allows is denied.',
      trafficOf(policy, direction),
      tier.name,
    );
    return [found('log-only', origin, message)];
  }
  const message = l10n.t(
    'This only denies {0}: what its rules do not match is also denied at the end of tier {1}, before any profile is evaluated.',
    trafficOf(policy, direction),
    tier.name,
  );
  return [found('deny-only', origin, message)];
}

/** A policy of Calico v1 applies to both directions, even if its author thought of only one. */
function oneWay(policy: CompiledPolicy, direction: Direction, facts: Facts): readonly ClusterFinding[] {
  const { ingress, egress, tier } = policy.policy;
  const [own, other] = direction === 'ingress' ? [ingress, egress] : [egress, ingress];
  if (own?.length !== 0 || !other?.some(lets) || !isAlone(policy, direction, facts)) return [];
  const message = l10n.t(
    'This has no rules for {0}, and thereby denies it: what no rule of tier {1} allows is denied.',
    trafficOf(policy, direction),
    tier,
  );
  return [found('isolates-silently', listOf(policy, direction), message)];
}

function lets({ action }: Rule): boolean {
  return action === 'allow' || action === 'pass';
}

/** Whether no policy of the tier allows anything for some of the endpoints that a policy selects. */
function isAlone(policy: CompiledPolicy, direction: Direction, facts: Facts): boolean {
  const letting = facts.policies.filter(
    (other) => other.policy.tier === policy.policy.tier && other.policy[direction]?.some(lets),
  );
  return facts
    .selectedBy(policy)
    .some(({ class: endpointClass }) => !letting.some(({ selects }) => selects.holds(endpointClass)));
}

/** The origin of a policy's rules for a direction. */
function listOf({ policy: { origin } }: CompiledPolicy, direction: Direction): Origin {
  const { object } = origin;
  if (object.source !== 'key') return { object, path: ['spec', direction] };
  return { object, path: [direction === 'ingress' ? 'inbound_rules' : 'outbound_rules'] };
}

/** The object's own word for a direction of traffic. */
function trafficOf({ policy: { origin } }: CompiledPolicy, direction: Direction): string {
  if (origin.object.source !== 'key') return direction;
  return direction === 'ingress' ? l10n.t('inbound traffic') : l10n.t('outbound traffic');
}
