import * as l10n from '@vscode/l10n';
import type { Path } from '../../../base/decode';
import type { Findings } from '../../objects/finding';
import type { ClusterNetworkPolicy, ClusterPeer, ClusterProtocol, ProtocolPorts } from '../objects';
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

const MOST = 25;

interface RuleText {
  readonly name?: string;
  readonly action?: string;
  readonly protocols?: readonly ClusterProtocol[];
}

/** Checks a ClusterNetworkPolicy as the schema of its CRD does, which doesn't parse selectors. */
export function checkClusterNetworkPolicy({ spec }: ClusterNetworkPolicy, findings: Findings): void {
  if (!spec) {
    findings.schema(['spec'], l10n.t('“spec” is missing.'));
    return;
  }
  checkChoice(spec.tier, ['Admin', 'Baseline'], ['spec', 'tier'], findings);
  checkPriority(spec.priority, findings);
  checkSubject(spec.subject, findings);
  for (const direction of ['ingress', 'egress'] as const) {
    checkMost(spec[direction], MOST, ['spec', direction], findings);
  }
  for (const [index, rule] of (spec.ingress ?? []).entries()) {
    checkRule(rule, rule.from, ['spec', 'ingress', index], 'from', findings);
  }
  for (const [index, rule] of (spec.egress ?? []).entries()) {
    checkRule(rule, rule.to, ['spec', 'egress', index], 'to', findings);
  }
}

function checkRule(
  { name, action, protocols }: RuleText,
  peers: readonly ClusterPeer[] | undefined,
  path: Path,
  far: 'from' | 'to',
  findings: Findings,
): void {
  checkRuleName(name, path, findings);
  const meant = action === 'Allow' ? 'Accept' : undefined;
  checkChoice(action, ['Accept', 'Deny', 'Pass'], [...path, 'action'], findings, meant);
  checkPeers(peers, MOST, [...path, far], findings);
  for (const [index, peer] of (peers ?? []).entries()) checkPeer(peer, [...path, far, index], far, findings);
  if (protocols?.length === 0)
    findings.schema([...path, 'protocols'], l10n.t('The list must not be empty: leave it out.'));
  checkMost(protocols, MOST, [...path, 'protocols'], findings);
  for (const [index, item] of (protocols ?? []).entries()) checkProtocol(item, [...path, 'protocols', index], findings);
}

/** Fields missing from Calico's copy of the CRD are dropped before the check. */
function checkPeer(peer: ClusterPeer, path: Path, far: 'from' | 'to', findings: Findings): void {
  const fields = far === 'from' ? (['namespaces', 'pods'] as const) : (['namespaces', 'pods', 'networks'] as const);
  checkOne(peer, fields, path, findings);
  checkPods(peer.pods, [...path, 'pods'], findings);
  if (far === 'to' && peer.networks) checkNetworks(peer.networks, [...path, 'networks'], findings);
}

function checkProtocol(item: ClusterProtocol, path: Path, findings: Findings): void {
  checkOne(item, ['tcp', 'udp', 'sctp', 'destinationNamedPort'], path, findings);
  for (const protocol of ['tcp', 'udp', 'sctp'] as const) {
    const said = item[protocol];
    if (said) checkPorts(said, [...path, protocol], findings);
  }
}

function checkPorts({ destinationPort }: ProtocolPorts, path: Path, findings: Findings): void {
  if (!destinationPort) {
    findings.schema(path, l10n.t('“destinationPort” is required.'));
    return;
  }
  const at = [...path, 'destinationPort'];
  checkOne(destinationPort, ['number', 'range'], at, findings);
  const { number, range } = destinationPort;
  if (number !== undefined) checkNumber(number, [...at, 'number'], findings);
  if (!range) return;
  checkNumber(range.start, [...at, 'range', 'start'], findings);
  checkNumber(range.end, [...at, 'range', 'end'], findings);
  if (range.start >= range.end) {
    findings.schema([...at, 'range'], l10n.t('The range {0}–{1} must start before its end.', range.start, range.end));
  }
}
