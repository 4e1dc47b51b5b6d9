import * as l10n from '@vscode/l10n';
import type { NetworkPolicy, Port } from '../../../kubernetes/objects';
import type { Facts } from '../facts';
import { found, type ClusterFinding } from '../finding';
import { placeName } from '../names';
import { at, rulesOf, type PolicyRule } from './rules';

/** Finds NetworkPolicies whose notation is misleading. */
export function shapes(facts: Facts): readonly ClusterFinding[] {
  return facts.networkPolicies.flatMap((policy) => {
    const rules = rulesOf(policy);
    return [
      ...types(policy),
      ...splitRules(rules),
      ...rules.flatMap(portsOfAllPeers),
      ...rules.flatMap(redundantPorts),
    ];
  });
}

function types(policy: NetworkPolicy): readonly ClusterFinding[] {
  const { ingress, egress, policyTypes = [] } = policy.spec ?? {};
  const findings: ClusterFinding[] = [];
  for (const [type, field, rules] of [
    ['Ingress', 'ingress', ingress],
    ['Egress', 'egress', egress],
  ] as const) {
    if (policyTypes.length === 0 || policyTypes.includes(type) || (rules ?? []).length === 0) continue;
    const message = l10n.t('{0} is ignored, because policyTypes does not include {1}.', `spec.${field}`, type);
    findings.push(found('ignored-direction', at(policy, ['spec', field]), message));
  }
  if (policyTypes.length > 0) return findings;
  if (egress?.length === 0) {
    const message = l10n.t(
      'An empty egress list does not isolate egress: add Egress to policyTypes. It isolates ingress.',
    );
    findings.push(found('empty-egress', at(policy, ['spec', 'egress']), message));
  } else if (ingress === undefined && egress === undefined) {
    const message = l10n.t('Without rules and policyTypes, nothing can reach the pods that this policy selects.');
    findings.push(found('isolates-silently', at(policy, ['spec']), message));
  }
  return findings;
}

/** A rule with only peers, next to one with only ports: an extra dash has split them. */
function splitRules(rules: readonly PolicyRule[]): readonly ClusterFinding[] {
  return rules.flatMap((rule, index) => {
    const next = rules[index + 1];
    if (next?.direction !== rule.direction) return [];
    const [portsAlone, peersAlone] = rule.peers.length === 0 ? [rule, next] : [next, rule];
    const isSplit =
      portsAlone.peers.length === 0 &&
      portsAlone.ports.length > 0 &&
      peersAlone.peers.length > 0 &&
      peersAlone.ports.length === 0;
    if (!isSplit) return [];
    const message = l10n.t(
      '{0} allows its ports for every peer, and {1} every port for its peers: they look like one rule split by a dash.',
      placeName(portsAlone.path),
      placeName(peersAlone.path),
    );
    return [found('split-rule', at(rule.policy, portsAlone.path), message)];
  });
}

/** An address block with only DNS ports, next to DNS pods. */
function portsOfAllPeers({ policy, peers, ports, path }: PolicyRule): readonly ClusterFinding[] {
  const dnsOnly = ports.length > 0 && ports.every(({ port }) => port === 53);
  if (!dnsOnly || !peers.some(({ ipBlock }) => ipBlock) || peers.every(({ ipBlock }) => ipBlock)) return [];
  const message = l10n.t('The ports apply to all {0} peers of the rule, including address blocks.', peers.length);
  return [found('ports-of-all-peers', at(policy, [...path, 'ports']), message)];
}

function redundantPorts({ policy, ports, path }: PolicyRule): readonly ClusterFinding[] {
  return ports.flatMap((port, index) => {
    const wider = ports.findIndex((other, place) => place !== index && includes(other, port, place < index));
    if (wider < 0) return [];
    const place = [...path, 'ports', index];
    const message = l10n.t('{0} has no effect because ports[{1}] includes it.', placeName(place), wider);
    const fix = { title: l10n.t('Remove the Port'), path: place, value: undefined };
    return [found('redundant-port', at(policy, place), message, fix)];
  });
}

/** Whether one port includes another; of two equal ones, the earlier includes the later. */
function includes(wide: Port, narrow: Port, earlier: boolean): boolean {
  if ((wide.protocol ?? 'TCP') !== (narrow.protocol ?? 'TCP')) return false;
  if (wide.port === undefined) return narrow.port !== undefined || earlier;
  if (typeof wide.port === 'string' || typeof narrow.port === 'string') return wide.port === narrow.port && earlier;
  if (narrow.port === undefined) return false;
  const [last, end] = [wide.endPort ?? wide.port, narrow.endPort ?? narrow.port];
  const same = wide.port === narrow.port && last === end;
  return same ? earlier : wide.port <= narrow.port && end <= last;
}
