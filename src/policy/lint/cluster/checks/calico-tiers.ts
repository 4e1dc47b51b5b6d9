import * as l10n from '@vscode/l10n';
import { originOf } from '../../../calico3/translate/writing';
import type { Tier } from '../../../calico3/objects';
import { below } from '../../../model/origin';
import type { Policy } from '../../../model/policy';
import { parseV3Selector, compileSelector } from '../../../selectors';
import type { Facts } from '../facts';
import { found, type ClusterFinding } from '../finding';
import { nameOf } from '../../../explain/names';

const BUILT_IN: ReadonlySet<string> = new Set(['kube-admin', 'default', 'kube-baseline']);

/** Finds tiers, staged policies and network sets that are not what they seem to be. */
export function calicoObjects(facts: Facts): readonly ClusterFinding[] {
  return [...facts.of('Tier').flatMap((tier) => tiers(tier, facts)), ...staged(facts), ...emptySets(facts)];
}

function tiers(tier: Tier, facts: Facts): readonly ClusterFinding[] {
  const { name } = tier.metadata;
  if (BUILT_IN.has(name)) return [];
  const { order, defaultAction } = tier.spec ?? {};
  const policies = facts.model.model.policies.filter((policy) => policy.tier === name);
  const enforced = policies.filter((policy) => !policy.staged);
  const origin = originOf(tier);
  const findings: ClusterFinding[] = [];
  if (order === undefined) {
    const message = l10n.t(
      'Without an order, this tier comes last if it is stored as written, and next to tier default if Calico’s API server sets 1,000,000.',
    );
    findings.push(found('unordered-tier', below(origin, 'spec', 'order'), message));
  }
  if (defaultAction === undefined && enforced.length > 0) {
    const message = l10n.t(
      'Without a defaultAction, this tier denies everything that its policies select and do not allow.',
    );
    findings.push(found('silent-tier-end', below(origin, 'spec', 'defaultAction'), message));
  }
  if (enforced.length === 0 && policies.length > 0 && (defaultAction ?? 'Deny') === 'Deny') {
    const names = policies.map((policy) => nameOf(policy.origin.object)).join(', ');
    const message = l10n.t(
      'All policies of this tier are staged ({0}). When one is committed, what it selects and does not allow is denied at the end of the tier.',
      names,
    );
    findings.push(found('staged-tier', origin, message));
  }
  return findings;
}

function staged(facts: Facts): readonly ClusterFinding[] {
  const { policies } = facts.model.model;
  const enforced = new Map(policies.filter((policy) => !policy.staged).map((policy) => [policy.id, policy]));
  return policies.flatMap((policy: Policy) => {
    const { staged, origin } = policy;
    if (!staged) return [];
    const target = enforced.get(staged.target);
    if (staged.action === 'delete' && !target) {
      const message = l10n.t('There is no policy {0} to delete.', staged.target);
      return [found('staged-without-effect', origin, message)];
    }
    if (staged.action !== 'set' || !target) return [];
    const message = l10n.t(
      'Committing this replaces {0}. Calico’s pending verdicts show both together, not the replacement.',
      nameOf(target.origin.object),
    );
    return [found('staged-replacement', origin, message)];
  });
}

/** Reports empty sets that a rule refers to. */
function emptySets(facts: Facts): readonly ClusterFinding[] {
  const asked = facts.calicoPolicies.flatMap(({ spec }) =>
    [...(spec?.ingress ?? []), ...(spec?.egress ?? [])].flatMap(({ source, destination }) =>
      [source?.selector, destination?.selector].filter((text) => text !== undefined),
    ),
  );
  const selectors = asked.flatMap((text) => {
    const parsed = parseV3Selector(text);
    return parsed.ok && parsed.selector.kind !== 'all' ? [compileSelector(parsed.selector)] : [];
  });
  return [...facts.of('NetworkSet'), ...facts.of('GlobalNetworkSet')].flatMap((set) => {
    const { labels = {} } = set.metadata;
    const used = selectors.some((selects) => selects(labels));
    if ((set.spec?.nets ?? []).length > 0 || !used) return [];
    const message = l10n.t('This set has no networks, so the rules that refer to it match nothing here.');
    return [found('empty-set', below(originOf(set), 'spec', 'nets'), message)];
  });
}
