import * as l10n from '@vscode/l10n';
import { originOf } from '../../../calico3/translate/writing';
import type { CalicoPolicy, EntityRule, Rule } from '../../../calico3/objects';
import { below, type Origin } from '../../../model/origin';
import { DIRECTIONS } from '../../../model/rule';
import { parseCidr } from '../../../objects/cidr';
import type { Facts } from '../facts';
import { found, type ClusterFinding } from '../finding';

/** Finds rules of Calico policies that match less, or more, than written. */
export function calicoRules(facts: Facts): readonly ClusterFinding[] {
  return facts.calicoPolicies.flatMap((policy) =>
    DIRECTIONS.flatMap((direction) =>
      (policy.spec?.[direction] ?? []).flatMap((rule, index) => {
        const origin = below(originOf(policy), 'spec', direction, index);
        return [...http(rule, origin), ...sides(rule, origin, facts), ...lastPass(policy, rule, origin, facts)];
      }),
    ),
  );
}

function http({ http }: Rule, origin: Origin): readonly ClusterFinding[] {
  if (!http) return [];
  const message = l10n.t('Only application layer policy looks at HTTP: without it, the rule allows every request.');
  return [found('http-not-enforced', below(origin, 'http'), message)];
}

function sides(rule: Rule, origin: Origin, facts: Facts): readonly ClusterFinding[] {
  return (['source', 'destination'] as const).flatMap((name) => {
    const side: EntityRule = rule[name] ?? {};
    return [...service(side, below(origin, name)), ...oneFamily(rule, side, below(origin, name), facts)];
  });
}

/** Felix looks up a service by name and namespace, in namespaced policies too. */
function service({ services }: EntityRule, origin: Origin): readonly ClusterFinding[] {
  if (!services || (services.namespace ?? '') !== '') return [];
  const message = l10n.t('Without a namespace, Felix finds no such service, and the rule never matches.');
  return [found('service-without-namespace', below(origin, 'services'), message)];
}

/** A rule with a list of networks does not apply to an IP version that the list lacks. */
function oneFamily(
  rule: Rule,
  { nets = [], notNets = [] }: EntityRule,
  origin: Origin,
  facts: Facts,
): readonly ClusterFinding[] {
  if (nets.length > 0 || notNets.length === 0 || rule.ipVersion !== undefined) return [];
  const versions = new Set(notNets.map((text) => parseCidr(text)?.version));
  const [version, ...more] = versions;
  const other = version === 4 ? 6 : 4;
  const inUse = facts.endpoints.some(({ endpoint: { addresses } }) => addresses.some((own) => own.version === other));
  if (version === undefined || more.length > 0 || !inUse) return [];
  const message = l10n.t(
    'With only IPv{0} networks, the rule does not exist for IPv{1} and matches none of its traffic.',
    version,
    other,
  );
  return [found('one-ip-version', below(origin, 'notNets'), message)];
}

/** After the last tier, profiles apply, and those of pods allow everything. */
function lastPass(policy: CalicoPolicy, rule: Rule, origin: Origin, facts: Facts): readonly ClusterFinding[] {
  const compiled = facts.compiled(policy);
  if (rule.action !== 'Pass' || !compiled) return [];
  const direction = origin.path[1] === 'ingress' ? 'ingress' : 'egress';
  const workloads = facts.selectedBy(compiled).filter(({ endpoint }) => endpoint.kind === 'workload');
  const last =
    workloads.length > 0 &&
    workloads.every(({ class: endpointClass }) => {
      const tiers = facts.model.plansOf(endpointClass).of('enforced', 'normal', direction);
      return tiers.at(-1)?.tier.name === compiled.policy.tier;
    });
  if (!last) return [];
  const message = l10n.t(
    'No tier comes after this one for the selected pods: Pass leads to their profiles, which allow everything.',
  );
  return [found('pass-to-profiles', below(origin, 'action'), message)];
}
