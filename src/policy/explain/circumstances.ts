import * as l10n from '@vscode/l10n';
import type { Circumstance } from '../verdict';

/** Describes a decision made without rules, or why there is no verdict. */
export function describeCircumstance(circumstance: Circumstance): string {
  return CIRCUMSTANCES[circumstance]();
}

const CIRCUMSTANCES: Readonly<Record<Circumstance, () => string>> = {
  'own-address': () => l10n.t('The connection goes from an endpoint to itself and never leaves it.'),
  'translated-to-itself': () =>
    l10n.t('The connection comes back to its sender. The host’s NAT decides whether it gets an answer.'),
  'from-own-host': () => l10n.t('The connection comes from the endpoint’s own host, which is always allowed.'),
  'host-service': () =>
    l10n.t(
      'The connection asks the endpoint’s own host for a name, an address or a neighbor, which is always answered.',
    ),
  'host-drops': () =>
    l10n.t('The connection goes to the endpoint’s own host, where Felix has DefaultEndpointToHostAction set to DROP.'),
  'not-policed': () => l10n.t('Neither end is an endpoint of the cluster, so no rule applies.'),
  'invalid-packet': () => l10n.t('The packet is a reply without a request, which the kernel drops before any rule.'),
  encapsulated: () => l10n.t('Workloads can’t send encapsulated packets.'),
  'forged-source': () => l10n.t('The workload sends from an address that does not belong to it.'),
  'not-in-force': () => l10n.t('Felix waits for its datastore to become ready, so nothing stored there is in force.'),
  'unknown-endpoint': () => l10n.t('The cluster has no such endpoint or host.'),
  'no-address': () => l10n.t('One end has no address of that IP version.'),
  'translation-unknown': () => l10n.t('The address is translated to one of several others. Ask about those instead.'),
  'service-unknown': () => l10n.t('A rule matches a service whose endpoints are not known.'),
  'between-hosts': () =>
    l10n.t('Whether host endpoints see it depends on how the network carries it from host to host.'),
};
