import * as l10n from '@vscode/l10n';
import { below } from '../../../model/origin';
import type { Facts } from '../facts';
import { found, type ClusterFinding } from '../finding';
import { nameOf } from '../../../explain/names';
import { isWithin } from '../../../model/origin';
import { partName, subjectOf } from '../names';
import { rulesOf, type WrittenPart } from '../survey/parts';
import type { Survey } from '../survey/survey';

/** Finds policies and rules that select nothing. */
export function emptyParts(facts: Facts): readonly ClusterFinding[] {
  const policies = facts.policies
    .filter((policy) => facts.selectedBy(policy).length === 0)
    .map(({ policy: { origin } }) =>
      found('empty-policy', origin, l10n.t('{0} selects no endpoint.', subjectOf(origin.object))),
    );
  const rules = facts.policies
    .flatMap(rulesOf)
    .filter((part) => !isDns(part, facts))
    .filter(({ rules: compiled, direction }) => [...compiled].every((rule) => !facts.hasPeers(rule, direction)))
    .map((part) => {
      const origin = originOf(part);
      const message = l10n.t('The peers of {0} select nothing: no endpoint and no address.', partName(origin));
      return found('empty-rule', origin, message);
    });
  return [...policies, ...rules];
}

/** Finds policies and rules without effect. Parts of such a policy are not reported separately. */
export function idleParts(facts: Facts): readonly ClusterFinding[] {
  const { survey, policies } = facts;
  if (!survey) return [];
  const { idle, rules, peers, vacuous } = survey;
  const several = policies.length > 1;
  const idlePolicies = policies.filter((policy) => several && idle.has(policy));
  const idleRules = rules.filter(
    (rule) => idle.has(rule) && !idlePolicies.includes(rule.policy) && !isDns(rule, facts),
  );
  const idlePeers = peers.filter(
    (peer) =>
      idle.has(peer) &&
      !isDns(peer, facts) &&
      !idlePolicies.includes(peer.policy) &&
      !idleRules.some((rule) => rule.policy === peer.policy && isWithin(peer.path, rule.path)),
  );
  const namedPeers = idlePeers.filter((peer) => !isFirstOfAllIdle(peer, peers, idlePeers));
  return [
    ...idlePolicies.map(({ policy: { origin } }) =>
      found('redundant-policy', origin, l10n.t('Removing {0} changes no connection.', nameOf(origin.object))),
    ),
    ...idleRules.map((rule) =>
      found('redundant-rule', originOf(rule), whyIdle(rule, survey), {
        title: l10n.t('Remove the Rule'),
        path: rule.path,
        value: undefined,
      }),
    ),
    ...namedPeers.map((peer) =>
      found(
        'redundant-peer',
        originOf(peer),
        l10n.t('Removing {0} changes no connection: other peers of the rule include it.', partName(originOf(peer))),
        { title: l10n.t('Remove the Peer'), path: peer.path, value: undefined },
      ),
    ),
    ...(vacuous && policies[0]
      ? [
          found(
            'vacuous-set',
            policies[0].policy.origin,
            l10n.t('All policies together allow exactly what no policy at all would allow.'),
          ),
        ]
      : []),
  ];
}

/** Kinds whose order is a priority; the order of equal priorities is undefined. */
const CLUSTER_WIDE: ReadonlySet<string> = new Set(['ClusterNetworkPolicy', 'AdminNetworkPolicy']);

/** Reports policies whose relative order is undefined. */
export function conflictingOrders({ survey }: Facts): readonly ClusterFinding[] {
  return (survey?.conflicts ?? []).map(({ first, second }) => {
    const { origin } = second.policy;
    const cluster = origin.object.source === 'resource' && CLUSTER_WIDE.has(origin.object.kind);
    const names = [subjectOf(first.policy.origin.object), nameOf(origin.object)] as const;
    const message = cluster
      ? l10n.t('{0} and {1} have the same priority and decide differently: which one wins is undefined.', ...names)
      : l10n.t(
          '{0} and {1} have the same order and decide differently: only their names determine which comes first.',
          ...names,
        );
    const path = origin.object.source === 'key' ? ['order'] : ['spec', cluster ? 'priority' : 'order'];
    return found('conflicting-order', below(origin, ...path), message);
  });
}

function whyIdle(rule: WrittenPart, { isShadowed }: Survey): string {
  const place = partName(originOf(rule));
  return isShadowed(rule)
    ? l10n.t('Earlier rules decide all that {0} matches, so it never decides.', place)
    : l10n.t('Removing {0} changes no connection.', place);
}

/** Of identical peers, one must stay. */
function isFirstOfAllIdle(peer: WrittenPart, peers: readonly WrittenPart[], idle: readonly WrittenPart[]): boolean {
  const rule = peer.path.slice(0, -1);
  const siblings = peers.filter((other) => other.policy === peer.policy && isWithin(other.path, rule));
  return siblings[0] === peer && siblings.every((other) => idle.includes(other));
}

function isDns({ rules, direction }: WrittenPart, facts: Facts): boolean {
  return [...rules].some((rule) => facts.isUnknownDns(rule, direction));
}

function originOf({ policy, path }: WrittenPart) {
  return { object: policy.policy.origin.object, path };
}
