import * as l10n from '@vscode/l10n';
import { EGRESS, INGRESS } from './calico-rules';
import { FLAG } from './shared';
import { field, listOf, objectOf, ofLabels, oneOf, value, type Field, type ObjectSchema } from './types';

const TYPES = field(
  listOf(
    oneOf({
      Ingress: () => l10n.t('The policy decides about connections to the selected endpoints.'),
      Egress: () => l10n.t('The policy decides about connections from the selected endpoints.'),
    }),
  ),
  () => l10n.t('The directions that the policy decides about. Without it, those that have rules; otherwise Ingress.'),
);

/** What a staged policy will do; shared with staged policies of Kubernetes. */
export const STAGED_ACTION = field(
  oneOf({
    Set: () => l10n.t('Once committed, creates or replaces the policy of this name.'),
    Delete: () => l10n.t('Once committed, removes the policy of this name.'),
    Learn: () => l10n.t('Is evaluated as Set.'),
    Ignore: () => l10n.t('Is not committed.'),
  }),
  () => l10n.t('What committing the staged policy does.'),
);

function policy(scope: 'global' | 'namespaced', isStaged: boolean): ObjectSchema {
  return objectOf({
    ...(isStaged && { stagedAction: STAGED_ACTION }),
    tier: field(value('tier'), () =>
      l10n.t('The tier of the policy. Tiers are evaluated in order; without it, default.'),
    ),
    order: field(value('number'), () =>
      l10n.t(
        'Policies of a tier are evaluated by ascending order. One without an order comes last. Policies of Kubernetes have 1000.',
      ),
    ),
    selector: field(ofLabels('selector', 'endpoints'), () =>
      scope === 'global'
        ? l10n.t('The endpoints that the policy applies to, by their labels. Without it, all, hosts included.')
        : l10n.t('The endpoints of the namespace that the policy applies to, by their labels. Without it, all.'),
    ),
    ...(scope === 'global' && { namespaceSelector: NAMESPACES }),
    serviceAccountSelector: field(ofLabels('selector', 'service-accounts'), () =>
      l10n.t('Limits the policy to pods whose service accounts have matching labels.'),
    ),
    types: TYPES,
    ingress: INGRESS,
    egress: EGRESS,
    ...(scope === 'global' && HOST_FIELDS),
    performanceHints: field(
      listOf(oneOf({ AssumeNeededOnEveryNode: () => l10n.t('Every node prepares the policy in advance.') })),
      () => l10n.t('Hints that affect the speed, but never what is allowed.'),
    ),
  });
}

const NAMESPACES: Field = field(ofLabels('selector', 'namespaces'), () =>
  l10n.t('Limits the policy to namespaces whose labels match. `all()` leaves out hosts.'),
);

const HOST_FIELDS: Readonly<Record<string, Field>> = {
  applyOnForward: field(FLAG, () => l10n.t('Whether host endpoints apply the policy to forwarded traffic as well.')),
  doNotTrack: field(FLAG, () => l10n.t('Whether host endpoints apply the policy before connections are tracked.')),
  preDNAT: field(FLAG, () => l10n.t('Whether host endpoints apply the policy before addresses are translated.')),
};

/** What Calico's policies consist of, by kind. */
export const CALICO_POLICIES = {
  NetworkPolicy: policy('namespaced', false),
  GlobalNetworkPolicy: policy('global', false),
  StagedNetworkPolicy: policy('namespaced', true),
  StagedGlobalNetworkPolicy: policy('global', true),
} as const;
