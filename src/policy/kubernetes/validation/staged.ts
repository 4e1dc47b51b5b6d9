import * as l10n from '@vscode/l10n';
import type { Findings } from '../../objects/finding';
import { convertPolicy } from '../conversion';
import type { StagedKubernetesNetworkPolicy } from '../objects';
import { checkChoice } from './checks';

/**
 * Checks a StagedKubernetesNetworkPolicy as Calico does: less strictly than Kubernetes checks the policy itself,
 * because whatever Calico can convert is accepted.
 */
export function checkStagedPolicy(policy: StagedKubernetesNetworkPolicy, findings: Findings): void {
  const { stagedAction = 'Set', podSelector = {}, ingress = [], egress = [], policyTypes } = policy.spec ?? {};
  checkChoice(stagedAction, ['Set', 'Delete', 'Learn', 'Ignore'], ['spec', 'stagedAction'], findings);
  if (policyTypes && policyTypes.length > 2)
    findings.schema(['spec', 'policyTypes'], l10n.t('There are two types at most.'));
  for (const [direction, peers] of [
    ['ingress', ingress.map(({ from = [] }) => from)],
    ['egress', egress.map(({ to = [] }) => to)],
  ] as const) {
    for (const [index, list] of peers.entries()) {
      for (const [place, { ipBlock }] of list.entries()) {
        if (!ipBlock || ipBlock.cidr !== undefined) continue;
        const path = ['spec', direction, index, direction === 'ingress' ? 'from' : 'to', place, 'ipBlock', 'cidr'];
        findings.schema(path, l10n.t('“ipBlock” needs a CIDR.'));
      }
    }
  }
  if (stagedAction === 'Delete') {
    const said = {
      podSelector: Object.keys(podSelector).length > 0,
      ingress: ingress.length > 0,
      egress: egress.length > 0,
      policyTypes: (policyTypes ?? []).length > 0,
    };
    for (const [field, stands] of Object.entries(said)) {
      if (stands) findings.server(['spec', field], l10n.t('A staged deletion sets nothing else: remove “{0}”.', field));
    }
    return;
  }
  for (const { effect, path, message } of convertPolicy(policy).problems) {
    if (effect === 'rule-dropped') findings.server(path, message);
  }
}
