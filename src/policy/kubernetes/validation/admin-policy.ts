import * as l10n from '@vscode/l10n';
import type { Path } from '../../../base/decode';
import type { Findings } from '../../objects/finding';
import type { AdminNetworkPolicy, AdminPeer, AdminPort, BaselineAdminNetworkPolicy } from '../objects';
import {
  checkChoice,
  checkMost,
  checkNetworks,
  checkNumber,
  checkOne,
  checkPeers,
  checkPods,
  checkPriority,
  checkRuleName,
  checkSubject,
} from './checks';

const MOST = 100;
const PROTOCOLS = ['TCP', 'UDP', 'SCTP'];

interface RuleText {
  readonly name?: string;
  readonly action?: string;
  readonly ports?: readonly AdminPort[];
}

/** Checks a v1alpha1 policy as the schema of its CRD does. */
export function checkAdminPolicy(policy: AdminNetworkPolicy | BaselineAdminNetworkPolicy, findings: Findings): void {
  const baseline = policy.kind === 'BaselineAdminNetworkPolicy';
  if (baseline && policy.metadata.name !== 'default') {
    findings.schema(
      ['metadata', 'name'],
      l10n.t('There is one BaselineAdminNetworkPolicy, called “default”.'),
      'default',
    );
  }
  const { spec } = policy;
  if (!spec) {
    findings.schema(['spec'], l10n.t('“spec” is missing.'));
    return;
  }
  if (policy.kind === 'AdminNetworkPolicy') checkPriority(policy.spec?.priority, findings);
  checkSubject(spec.subject, findings);
  const actions = baseline ? ['Allow', 'Deny'] : ['Allow', 'Deny', 'Pass'];
  for (const direction of ['ingress', 'egress'] as const) {
    checkMost(spec[direction], MOST, ['spec', direction], findings);
  }
  for (const [index, rule] of (spec.ingress ?? []).entries()) {
    checkRule(rule, rule.from, actions, ['spec', 'ingress', index, 'from'], findings);
  }
  for (const [index, rule] of (spec.egress ?? []).entries()) {
    checkRule(rule, rule.to, actions, ['spec', 'egress', index, 'to'], findings);
  }
}

/** `far` is the path of the peers. */
function checkRule(
  { name, action, ports = [] }: RuleText,
  peers: readonly AdminPeer[] | undefined,
  actions: readonly string[],
  far: Path,
  findings: Findings,
): void {
  const path = far.slice(0, -1);
  checkRuleName(name, path, findings);
  const meant = action === 'Accept' ? 'Allow' : undefined;
  checkChoice(action, actions, [...path, 'action'], findings, meant);
  checkPeers(peers, MOST, far, findings);
  for (const [index, peer] of (peers ?? []).entries()) {
    const place = [...far, index];
    const fields = ['namespaces', 'pods'] as const;
    const outside = ['nodes', 'networks', 'domainNames'] as const;
    checkOne(peer, far.at(-1) === 'to' ? [...fields, ...outside] : fields, place, findings);
    checkPods(peer.pods, [...place, 'pods'], findings);
    if (peer.networks) checkNetworks(peer.networks, [...place, 'networks'], findings);
  }
  checkMost(ports, MOST, [...path, 'ports'], findings);
  for (const [index, port] of ports.entries()) checkPort(port, [...path, 'ports', index], findings);
}

function checkPort(port: AdminPort, path: Path, findings: Findings): void {
  checkOne(port, ['portNumber', 'portRange', 'namedPort'], path, findings);
  const { portNumber, portRange } = port;
  if (portNumber) {
    checkChoice(portNumber.protocol, PROTOCOLS, [...path, 'portNumber', 'protocol'], findings);
    checkNumber(portNumber.port, [...path, 'portNumber', 'port'], findings);
  }
  if (!portRange) return;
  const { protocol = 'TCP', start, end } = portRange;
  checkChoice(protocol, PROTOCOLS, [...path, 'portRange', 'protocol'], findings);
  checkNumber(start, [...path, 'portRange', 'start'], findings);
  checkNumber(end, [...path, 'portRange', 'end'], findings);
  if (start >= end)
    findings.schema([...path, 'portRange'], l10n.t('The range {0}–{1} must start before its end.', start, end));
}
