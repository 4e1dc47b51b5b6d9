import type { AdminPort, ClusterPeer, ClusterProtocol, KubernetesPolicy } from '../../kubernetes/objects';
import { convertPolicy } from '../../kubernetes/conversion';
import type { Rule as CalicoRule } from '../../calico3/objects';
import type { ObjectRef } from '../../model/origin';
import { SCTP, TCP, UDP } from '../../model/protocol';
import type { Direction } from '../../model/rule';
import type { Packet } from '../../verdict/packet';
import type { Language } from './object-edit';
import { clusterPeerOf, entityOf, peerOf } from './peers';

/** Protocols with ports, by their numbers. */
const WITH_PORTS: Readonly<Record<number, 'TCP' | 'UDP' | 'SCTP'>> = { [TCP]: 'TCP', [UDP]: 'UDP', [SCTP]: 'SCTP' };

/** Protocols that Calico has a name for besides. */
const WITHOUT_PORTS: Readonly<Record<number, string>> = { 1: 'ICMP', 58: 'ICMPv6' };

/** Maximum number of rules of one direction (the kinds' validation). */
export const MOST_RULES: Readonly<Record<Language, number>> = {
  calico: 1024,
  kubernetes: Infinity,
  cluster: 25,
  admin: 100,
};

/** What a new rule does. */
export type RuleAction = 'allow' | 'deny';

/** The actions as written; a NetworkPolicy of Kubernetes only allows. */
const ACTIONS: Readonly<Record<Exclude<Language, 'kubernetes'>, Readonly<Record<RuleAction, string>>>> = {
  calico: { allow: 'Allow', deny: 'Deny' },
  cluster: { allow: 'Accept', deny: 'Deny' },
  admin: { allow: 'Allow', deny: 'Deny' },
};

/** A packet as its rules see it. */
type Ends = Pick<Packet, 'source' | 'destination' | 'protocol' | 'destinationPort'>;

/**
 * Returns the rule that allows or denies just a packet, in a language; undefined if it can't express that.
 * @param home The namespace of the policy.
 */
export function ruleFor(
  language: Language,
  action: RuleAction,
  packet: Ends,
  direction: Direction,
  home: string | undefined,
): unknown {
  const isIngress = direction === 'ingress';
  const far = isIngress ? packet.source : packet.destination;
  const side = isIngress ? 'from' : 'to';
  const port = portFor(language, packet);
  switch (language) {
    case 'calico': {
      const entity = entityOf(far, home);
      return entity && calicoRule(ACTIONS.calico[action], packet, direction, entity);
    }
    case 'kubernetes': {
      const peer = peerOf(far, home);
      return action === 'allow' ? peer && port && { [side]: [peer], ports: [port.value] } : undefined;
    }
    case 'cluster':
    case 'admin': {
      const peer = clusterPeerOf(far, direction);
      if (!peer || !port) return undefined;
      return { action: ACTIONS[language][action], [side]: [peer], [port.list]: [port.value] };
    }
  }
}

function calicoRule(
  action: string,
  { protocol, destinationPort }: Ends,
  direction: Direction,
  far: NonNullable<CalicoRule['source']>,
): CalicoRule {
  const name = WITH_PORTS[protocol];
  const ports = name && { ports: [destinationPort] };
  const head = { action, protocol: name ?? WITHOUT_PORTS[protocol] ?? protocol };
  return direction === 'ingress'
    ? { ...head, source: far, ...(ports && { destination: ports }) }
    : { ...head, destination: { ...far, ...ports } };
}

/** One more port of a rule: the list below the rule that it goes to, and its value. */
export function portFor(
  language: Language,
  { protocol, destinationPort: port }: Pick<Ends, 'protocol' | 'destinationPort'>,
): { readonly list: string; readonly value: unknown } | undefined {
  const name = WITH_PORTS[protocol];
  if (name === undefined) return undefined;
  switch (language) {
    case 'calico':
      return { list: 'destination.ports', value: port };
    case 'kubernetes':
      return { list: 'ports', value: { protocol: name, port } };
    case 'cluster': {
      const value: ClusterProtocol = { [name.toLowerCase()]: { destinationPort: { number: port } } };
      return { list: 'protocols', value };
    }
    case 'admin': {
      const value: AdminPort = { portNumber: { protocol: name, port } };
      return { list: 'ports', value };
    }
  }
}

/** Returns a rule in Calico's language, as Calico converts it. */
export function inCalico(
  object: Extract<ObjectRef, { readonly source: 'resource' }>,
  language: Language,
  direction: Direction,
  rule: unknown,
): readonly CalicoRule[] {
  if (language === 'calico') return [rule as CalicoRule];
  const { apiVersion, kind, namespace } = object;
  const everything = { namespaces: {} } satisfies ClusterPeer;
  const subject =
    language === 'kubernetes'
      ? { podSelector: {}, policyTypes: ['Ingress', 'Egress'] }
      : { subject: everything, tier: 'Admin', priority: 0 };
  const metadata = { name: 'new', ...(namespace !== undefined && { namespace }) };
  const alone = { apiVersion, kind, metadata, spec: { ...subject, [direction]: [rule] } };
  return convertPolicy(alone as unknown as KubernetesPolicy, []).policy?.spec?.[direction] ?? [];
}
