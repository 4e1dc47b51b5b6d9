import * as l10n from '@vscode/l10n';
import { decidersOf, isolationOf, type Deciders } from '../../../cluster/analysis/isolation';
import { compiledOf } from '../../../cluster/analysis/compiled';
import { endpointName } from '../../../cluster/analysis/stored';
import { addressesOf } from '../../../cluster/model/indexes';
import type { PolicyData, WorkloadEndpoint } from '../../../cluster/model/snapshot';
import { podLabels } from '../../../policy/kubernetes/pod-owner';
import { protocolName } from '../../../policy/model/protocol';
import type { Policy } from '../../../policy/model/policy';
import type { Row } from './row';

/** Returns the row of a pod of a Kubernetes cluster. */
export function podRow(endpoint: WorkloadEndpoint, data: PolicyData): Row {
  const id = endpointName(endpoint);
  const pod = endpoint.pod ?? id;
  const addresses = addressesOf(endpoint).join(', ');
  const labels = podLabels(endpoint.labels ?? {}).map(([key, value]) => `${key}=${value}`);
  const member = compiledOf(data).model.directory.member(id)?.endpoint;
  const ports = (member?.kind === 'workload' ? member.ports : []).map(
    ({ name, protocol, port }) => `${name} ${protocolName(protocol)} ${port}`,
  );
  return {
    label: pod.slice(pod.indexOf('/') + 1),
    description: [addresses || l10n.t('no address yet'), isolationText(id, data)].join(' · '),
    tooltip: [
      l10n.t('Pod {0}', pod),
      ...(endpoint.host === '' ? [] : [l10n.t('Node {0}', endpoint.host)]),
      ...(labels.length === 0 ? [] : [l10n.t('Labels {0}', labels.join(', '))]),
      ...(ports.length === 0 ? [] : [l10n.t('Ports {0}', ports.join(', '))]),
      ...decidersOf(id, data).map(decidersLine),
    ],
    icon: addresses === '' ? 'vm-outline' : 'vm-active',
    expand: 'none',
  };
}

/** Says in which directions an endpoint is isolated. @param id Its name in the model. */
export function isolationText(id: string, data: PolicyData): string {
  const [first, second] = isolationOf(id, data);
  if (first === undefined) return l10n.t('not isolated');
  if (second !== undefined) return l10n.t('isolated');
  return first === 'ingress' ? l10n.t('ingress isolated') : l10n.t('egress isolated');
}

function decidersLine({ direction, isolated, tiers }: Deciders): string {
  const policies = tiers.flatMap(({ tier, policies: own }) => own.map((policy) => nameIn(policy, tier.name)));
  const state = isolated ? l10n.t('isolated') : l10n.t('not isolated');
  const start = direction === 'ingress' ? l10n.t('Ingress {0}', state) : l10n.t('Egress {0}', state);
  return policies.length === 0 ? start : l10n.t('{0}, decided by {1}', start, policies.join(', '));
}

/** A policy's name, with its tier unless that is the one of Kubernetes' own policies. */
function nameIn({ origin: { object }, tieBreak }: Policy, tier: string): string {
  const name =
    object.source !== 'resource'
      ? tieBreak
      : object.namespace === undefined
        ? object.name
        : `${object.namespace}/${object.name}`;
  return tier === 'default' ? name : l10n.t('{0} (tier {1})', name, tier);
}
