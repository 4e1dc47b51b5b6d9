import * as l10n from '@vscode/l10n';
import type { Path } from '../../../base/decode';
import { parseAddress } from '../../model/address';
import { compileSelector, fromLabelSelector, type LabelSelector } from '../../selectors';
import type { AdminNetworkPolicy, AdminPort, BaselineAdminNetworkPolicy, Node } from '../objects';
import { clusterPolicy, convertRules, type ClusterRuleText, type Version } from './cluster-rule';
import type { PortItem } from './ports';
import type { Conversion, ConversionProblem } from './result';
import { subjectSelectors } from './selectors';

/** There is at most one baseline policy, so its order in the tier is undefined. */
const BASELINE_ORDER = 1000;

/**
 * Converts a v1alpha1 policy to the format of its successor: AdminNetworkPolicy in tier `kube-admin`, the baseline in
 * `kube-baseline`. `nodes` are those that peers can select.
 */
export function convertAdminPolicy(
  policy: AdminNetworkPolicy | BaselineAdminNetworkPolicy,
  nodes: readonly Node[] = [],
): Conversion {
  const { spec = {} } = policy;
  const subject = subjectSelectors(spec.subject ?? {});
  if (!subject) {
    const message = l10n.t('The subject has neither namespaces nor pods, so the policy applies to nothing.');
    const problem = { path: ['spec', 'subject'], effect: 'policy-dropped', message } as const;
    return { policy: undefined, ingress: [], egress: [], problems: [problem] };
  }
  const place =
    policy.kind === 'AdminNetworkPolicy'
      ? ({ tier: 'kube-admin', order: policy.spec?.priority ?? 0 } as const)
      : ({ tier: 'kube-baseline', order: BASELINE_ORDER } as const);
  const passes = policy.kind === 'AdminNetworkPolicy';
  const version: Omit<Version, 'direction'> = {
    action: (written) => {
      if (written === 'Allow' || written === 'Deny') return written;
      return passes && written === 'Pass' ? 'Pass' : undefined;
    },
    nodes: (selector) => addressesOf(selector, nodes),
  };
  const problems: ConversionProblem[] = [];
  const ingress = (spec.ingress ?? []).map(({ name, action = '', from = [], ports }, index): ClusterRuleText => {
    return { name, action, peers: from, ports: portItems(ports, ['spec', 'ingress', index, 'ports']) };
  });
  const egress = (spec.egress ?? []).map(({ name, action = '', to = [], ports }, index): ClusterRuleText => {
    return { name, action, peers: to, ports: portItems(ports, ['spec', 'egress', index, 'ports']) };
  });
  const converted = clusterPolicy(
    policy,
    { ...subject, ...place },
    convertRules(ingress, { ...version, direction: 'ingress' }, problems),
    convertRules(egress, { ...version, direction: 'egress' }, problems),
  );
  return { ...converted, problems };
}

/** Returns the addresses of the nodes with these labels, as CIDRs. */
function addressesOf(selector: LabelSelector, nodes: readonly Node[]): readonly string[] {
  const selects = compileSelector(fromLabelSelector(selector));
  return nodes
    .filter(({ metadata }) => selects(metadata.labels ?? {}))
    .flatMap(({ status }) => status?.addresses ?? [])
    .flatMap(({ address }) => {
      const known = parseAddress(address);
      return known ? [`${address}/${known.version === 4 ? 32 : 128}`] : [];
    });
}

function portItems(ports: readonly AdminPort[] = [], path: Path): readonly PortItem[] {
  return ports.map(({ portNumber, portRange, namedPort }, index) => {
    const place = [...path, index];
    if (portNumber) return { protocol: portNumber.protocol, port: portNumber.port, path: place };
    if (portRange) {
      const { protocol = 'TCP', start, end } = portRange;
      return { protocol, port: [start, end] as const, path: place };
    }
    return { protocol: undefined, port: namedPort, path: place };
  });
}
