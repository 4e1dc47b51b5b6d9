import * as l10n from '@vscode/l10n';
import { matches } from '../../../verdict/match';
import type { Header } from '../../../verdict/packet';
import type { Place } from '../../../verdict/place';
import type { CompiledPolicy } from '../../../verdict/policy';
import type { CompiledRule } from '../../../verdict/rule';
import { below } from '../../../model/origin';
import { TCP, UDP } from '../../../model/protocol';
import type { Facts } from '../facts';
import { selectsDns } from '../dns';
import { found, type ClusterFinding } from '../finding';

/** The DNS port, and the port on which the DNS pods of some distributions listen. */
const PORTS = [53, 5353];

/** Finds pods that may connect to others but can't resolve their names. */
export function resolvers(facts: Facts): readonly ClusterFinding[] {
  const admits = new Map<CompiledRule, Readonly<Record<'udp' | 'tcp' | 'somebody', boolean>>>();
  const askedOf = (rule: CompiledRule) => {
    const known = admits.get(rule) ?? {
      udp: admitsDns(rule, UDP, facts),
      tcp: admitsDns(rule, TCP, facts),
      somebody: facts.hasPeers(rule, 'egress'),
    };
    admits.set(rule, known);
    return known;
  };
  const silent = new Set<CompiledPolicy>();
  const udpOnly = new Set<CompiledPolicy>();
  for (const policies of egressOf(facts)) {
    // With Calico v1, it is unknown how names are resolved.
    if (policies.some(({ policy: { origin } }) => origin.object.source === 'key')) continue;
    const allowing = policies.flatMap((policy) =>
      (policy.rules.egress ?? [])
        .filter((rule) => rule.action === 'allow' || rule.action === 'pass')
        .map((rule) => ({ policy, rule })),
    );
    // Endpoints without any allowed peer are isolated on purpose.
    if (!allowing.some(({ rule }) => askedOf(rule).somebody)) continue;
    const udp = allowing.filter(({ rule }) => askedOf(rule).udp);
    const tcp = allowing.some(({ rule }) => askedOf(rule).tcp);
    if (udp.length === 0 && !tcp) for (const policy of policies) silent.add(policy);
    else if (!tcp && udp[0] && isNarrow(udp[0].rule) && isForCluster(udp[0].policy)) udpOnly.add(udp[0].policy);
  }
  return [
    ...[...silent].map(({ policy: { origin } }) =>
      found(
        'no-dns',
        below(origin, 'spec'),
        l10n.t(
          'Pods that this isolates for egress may talk to others, but not to the cluster’s DNS (port 53, UDP and TCP).',
        ),
      ),
    ),
    ...[...udpOnly].map(({ policy: { origin } }) =>
      found(
        'dns-without-tcp',
        below(origin, 'spec', 'egress'),
        l10n.t('DNS is allowed over UDP only: large answers need TCP.'),
      ),
    ),
  ];
}

/** Returns the policies that isolate each class of workloads for egress. */
function egressOf(facts: Facts): readonly (readonly CompiledPolicy[])[] {
  const classes = new Map(
    facts.endpoints.flatMap(({ endpoint, class: endpointClass }) =>
      endpoint.kind === 'workload' ? [[endpointClass.id, endpointClass] as const] : [],
    ),
  );
  return [...classes.values()].flatMap((endpointClass) => {
    const tiers = facts.model.plansOf(endpointClass).of('enforced', 'normal', 'egress');
    const denying = tiers.filter(({ tier }) => tier.end === 'deny');
    return denying.length === 0 ? [] : [tiers.flatMap(({ policies }) => policies)];
  });
}

/** Whether a rule allows DNS, to DNS pods if any are known. */
function admitsDns(rule: CompiledRule, protocol: number, facts: Facts): boolean {
  const header: Header = {
    version: 4,
    protocol,
    sourcePort: 49_152,
    destinationPort: 53,
    icmpType: 0,
    icmpCode: 0,
  };
  const anywhere = {
    ...rule,
    source: undefined,
    destination: rule.destination && {
      ...rule.destination,
      nets: undefined,
      notNets: undefined,
      peers: [],
      notPeers: [],
      service: undefined,
    },
  };
  const packet = { source: NOWHERE, destination: NOWHERE };
  const named = (rule.destination?.ports?.names ?? []).some((name) => name.startsWith('dns'));
  const port =
    named ||
    PORTS.some((destinationPort) => matches(anywhere, { ...header, ...packet, destinationPort }, undefined) === 'yes');
  return port && reachesDns(rule, facts);
}

/** If no DNS pods are known, any pod may be one. */
function reachesDns({ destination }: CompiledRule, facts: Facts): boolean {
  const servers = facts.endpoints.filter(({ class: { labels } }) =>
    selectsDns((dns) => labels['k8s-app'] === dns['k8s-app'] && labels[NAMESPACE] === dns[NAMESPACE]),
  );
  if (servers.length === 0 || !destination || destination.peers.length === 0) return true;
  const members = facts.membersOf(destination);
  return servers.some((server) => members.some(({ endpoint }) => endpoint.id === server.endpoint.id));
}

const NAMESPACE = 'projectcalico.org/namespace';

const NOWHERE: Place = { address: undefined, key: '', owners: [], classes: [] };

/** An application may know that its answers are small; a cluster policy can't. */
function isForCluster({ policy: { origin } }: CompiledPolicy): boolean {
  return origin.object.source === 'resource' && origin.object.namespace === undefined;
}

/** Whether the rule names few ports, so that its author considered each. */
function isNarrow({ destination }: CompiledRule): boolean {
  return destination?.ports !== undefined && destination.ports.ranges.length <= 4;
}
