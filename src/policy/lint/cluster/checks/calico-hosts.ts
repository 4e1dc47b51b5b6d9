import * as l10n from '@vscode/l10n';
import { originOf } from '../../../calico3/translate/writing';
import type { GlobalPolicySpec } from '../../../calico3/objects';
import { below } from '../../../model/origin';
import type { Facts } from '../facts';
import { found, type ClusterFinding } from '../finding';

/** Finds problems of host endpoints, of policies that can't apply to them, and of undefined tiers. */
export function calicoHosts(facts: Facts): readonly ClusterFinding[] {
  return [...closedHosts(facts), ...untracked(facts), ...missingTiers(facts)];
}

/** Without a policy, a host endpoint applies its profiles; without those it drops everything. */
function closedHosts(facts: Facts): readonly ClusterFinding[] {
  return facts.of('HostEndpoint').flatMap((object) => {
    const member = facts.endpoints.find(
      ({ endpoint }) =>
        endpoint.origin.object.source === 'resource' &&
        endpoint.kind === 'host-endpoint' &&
        endpoint.origin.object.name === object.metadata.name,
    );
    if (!member) return [];
    const profiles = object.spec?.profiles ?? [];
    const missing = profiles.find((name) => !facts.model.profiles.has(name));
    const origin = below(originOf(object), 'spec', 'profiles');
    if (missing !== undefined) {
      const message = l10n.t('There is no profile {0}: it drops everything that no policy decides.', missing);
      return [found('missing-profile', origin, message)];
    }
    if (profiles.length > 0 || facts.policies.some(({ selects }) => selects.holds(member.class))) return [];
    const message = l10n.t(
      'Without policies and profiles, this host endpoint drops everything but the failsafe ports.',
    );
    return [found('closed-host', origin, message)];
  });
}

function untracked(facts: Facts): readonly ClusterFinding[] {
  return facts.calicoPolicies.flatMap((policy) => {
    const { doNotTrack }: GlobalPolicySpec = policy.spec ?? {};
    const compiled = doNotTrack === true ? facts.compiled(policy) : undefined;
    const selected = compiled ? facts.selectedBy(compiled) : [];
    const hosts = selected.filter(({ endpoint }) => endpoint.kind === 'host-endpoint');
    const all = hosts.every(({ endpoint }) => endpoint.kind === 'host-endpoint' && endpoint.interfaceName === '*');
    if (hosts.length === 0 || !all) return [];
    const message = l10n.t(
      'Untracked policy is ignored on host endpoints for all interfaces (*), and this selects no other.',
    );
    return [found('untracked-ignored', below(originOf(policy), 'spec', 'doNotTrack'), message)];
  });
}

function missingTiers(facts: Facts): readonly ClusterFinding[] {
  const known = new Set([
    'default',
    'kube-admin',
    'kube-baseline',
    ...facts.of('Tier').map(({ metadata: { name } }) => name),
  ]);
  return facts.calicoPolicies.flatMap((policy) => {
    const { tier = '' } = policy.spec ?? {};
    if (tier === '' || known.has(tier)) return [];
    const message = l10n.t(
      'There is no tier {0}: Calico’s API server rejects the policy, and Felix evaluates it after all tiers.',
      tier,
    );
    return [found('missing-tier', below(originOf(policy), 'spec', 'tier'), message)];
  });
}
