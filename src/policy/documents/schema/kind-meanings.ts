import * as l10n from '@vscode/l10n';
import type { ResourceKind } from '../../resources';
import type { Meaning } from './types';

const MEANINGS: Partial<Readonly<Record<ResourceKind, Meaning>>> = {
  KubernetesNetworkPolicy: () => l10n.t('Isolates pods of a namespace, and allows.'),
  ClusterNetworkPolicy: () => l10n.t('Decides for pods of all namespaces, before or after their own policies.'),
  AdminNetworkPolicy: () => l10n.t('Decides for pods of all namespaces, before their own policies.'),
  BaselineAdminNetworkPolicy: () => l10n.t('Decides for pods of all namespaces what their own policies leave open.'),
  NetworkPolicy: () => l10n.t('Decides for endpoints of a namespace, in a tier.'),
  GlobalNetworkPolicy: () => l10n.t('Decides for endpoints of all namespaces and for hosts, in a tier.'),
  StagedNetworkPolicy: () => l10n.t('A NetworkPolicy of Calico that is not enforced yet.'),
  StagedGlobalNetworkPolicy: () => l10n.t('A GlobalNetworkPolicy that is not enforced yet.'),
  StagedKubernetesNetworkPolicy: () => l10n.t('A NetworkPolicy of Kubernetes that is not enforced yet.'),
  Tier: () => l10n.t('A group of policies, evaluated in order.'),
  NetworkSet: () => l10n.t('Networks that the policies of a namespace select by labels.'),
  GlobalNetworkSet: () => l10n.t('Networks that policies select by labels.'),
  HostEndpoint: () => l10n.t('An interface of a host, which policies select by labels.'),
};

/** Returns what a kind of object is for; empty for kinds that people don't write. */
export function meaningOf(kind: ResourceKind): string {
  return MEANINGS[kind]?.() ?? '';
}
