import type { ClusterNetworkPolicy, LabelSelector } from '../kubernetes/objects';
import { isCalicoPolicy, isKubernetesPolicy } from './groups';
import { labelsText } from './kubernetes-rules';
import type { PolicyObject } from './stored';

/** Returns what a policy applies to, in the form of its object: `role == 'db'` or `role=db`; `all()` or `*` for everything. */
export function selectorText(policy: PolicyObject): string {
  if (isKubernetesPolicy(policy)) {
    if (policy.kind === 'NetworkPolicy' || policy.kind === 'StagedKubernetesNetworkPolicy')
      return labelsText(policy.spec?.podSelector ?? {});
    return subjectText(policy.spec?.subject);
  }
  const text = isCalicoPolicy(policy) ? (policy.spec?.selector ?? '') : '';
  return text.trim() === '' ? 'all()' : text;
}

function subjectText({ namespaces, pods }: NonNullable<ClusterNetworkPolicy['spec']>['subject'] & object = {}): string {
  const within = (selector: LabelSelector) => `namespaces ${labelsText(selector)}`;
  if (namespaces) return within(namespaces);
  return `${labelsText(pods?.podSelector ?? {})} in ${within(pods?.namespaceSelector ?? {})}`;
}
