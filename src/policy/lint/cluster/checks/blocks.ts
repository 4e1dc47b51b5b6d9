import * as l10n from '@vscode/l10n';
import { contains, formatAddress, type Network } from '../../../model/address';
import { parseCidr } from '../../../objects/cidr';
import type { Facts } from '../facts';
import { found, type ClusterFinding } from '../finding';
import { placeName } from '../names';
import { at, peersOf, rulesOf, type PolicyPeer } from './rules';

/** Finds address blocks that match more, or less, than they seem to. */
export function blocks(facts: Facts): readonly ClusterFinding[] {
  return facts.networkPolicies.flatMap((policy) => {
    const all = rulesOf(policy).flatMap(peersOf);
    return all.flatMap((peer) => {
      const network = parseCidr(peer.peer.ipBlock?.cidr ?? '');
      if (!network) return [];
      return [
        ...serviceAddress(peer, network, facts),
        ...podAddress(peer, network, facts),
        ...withPods(peer, network, facts),
        ...exceptions(peer, all),
      ];
    });
  });
}

function serviceAddress(
  { rule: { policy }, path }: PolicyPeer,
  network: Network,
  facts: Facts,
): readonly ClusterFinding[] {
  if (network.prefix !== (network.version === 4 ? 32 : 128)) return [];
  const address = formatAddress(network);
  const service = facts.of('Service').find(({ spec = {} }) => {
    const { clusterIP, clusterIPs = [], externalIPs = [] } = spec;
    return clusterIP === address || clusterIPs.includes(address) || externalIPs.includes(address);
  });
  if (!service) return [];
  const { namespace = 'default', name } = service.metadata;
  const message = l10n.t(
    '{0} is the address of Service {1}: policy sees the addresses and ports that it leads to.',
    address,
    `${namespace}/${name}`,
  );
  return [found('service-address', at(policy, [...path, 'ipBlock']), message)];
}

/** Reports a single pod's address, which is only valid for the pod's lifetime. */
function podAddress({ rule: { policy }, path }: PolicyPeer, network: Network, facts: Facts): readonly ClusterFinding[] {
  if (network.prefix !== (network.version === 4 ? 32 : 128)) return [];
  const pod = facts.endpoints.find(
    ({ endpoint }) => endpoint.kind === 'workload' && endpoint.addresses.some((address) => contains(network, address)),
  );
  if (!pod) return [];
  const message = l10n.t(
    '{0} is the address of pod {1} as long as it lives: select the pod by its labels.',
    formatAddress(network),
    pod.endpoint.id,
  );
  return [found('pod-address', at(policy, [...path, 'ipBlock']), message)];
}

/** Reports a network that is wide enough to contain pods by accident. */
function withPods(
  { rule: { policy }, peer, path }: PolicyPeer,
  network: Network,
  facts: Facts,
): readonly ClusterFinding[] {
  if (network.prefix === (network.version === 4 ? 32 : 128)) return [];
  const except = (peer.ipBlock?.except ?? []).flatMap((text) => parseCidr(text) ?? []);
  const inside = facts.endpoints.filter(({ endpoint: { addresses } }) =>
    addresses.some((address) => contains(network, address) && !except.some((excluded) => contains(excluded, address))),
  );
  if (inside.length === 0) return [];
  const message = l10n.t(
    '{0} contains addresses of pods, such as {1}.',
    peer.ipBlock?.cidr ?? '',
    inside[0]?.endpoint.id ?? '',
  );
  return [found('network-with-pods', at(policy, [...path, 'ipBlock']), message)];
}

/** Reports exceptions that another peer allows, in the same direction and for at least the same ports. */
function exceptions(peer: PolicyPeer, all: readonly PolicyPeer[]): readonly ClusterFinding[] {
  const { rule, path } = peer;
  return (peer.peer.ipBlock?.except ?? []).flatMap((text, index) => {
    const excluded = parseCidr(text);
    const giver = excluded && all.find((other) => other !== peer && gives(other, peer, excluded));
    if (!giver) return [];
    const place = [...path, 'ipBlock', 'except', index];
    const message = l10n.t(
      '{0} still allows {1}: an exception only applies to its own block.',
      placeName(giver.path),
      text,
    );
    return [found('except-without-effect', at(rule.policy, place), message)];
  });
}

function gives(other: PolicyPeer, peer: PolicyPeer, excluded: Network): boolean {
  const { ipBlock } = other.peer;
  const network = parseCidr(ipBlock?.cidr ?? '');
  if (!network || other.rule.direction !== peer.rule.direction) return false;
  const ports = other.rule.ports.length === 0 || JSON.stringify(other.rule.ports) === JSON.stringify(peer.rule.ports);
  const covers = network.prefix <= excluded.prefix && contains(network, excluded);
  const keeps = (ipBlock?.except ?? []).some((text) => {
    const kept = parseCidr(text);
    return kept && (contains(kept, excluded) || contains(excluded, kept));
  });
  return ports && covers && !keeps;
}
