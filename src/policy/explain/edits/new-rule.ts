import type { Rule as CalicoRule } from '../../calico3/objects';
import { translateRules } from '../../calico3/translate/rule';
import { Report } from '../../calico3/translate/report';
import { convertNetworkPolicy } from '../../kubernetes/conversion/network-policy';
import { below, type Origin } from '../../model/origin';
import type { Policy } from '../../model/policy';
import { ICMP, ICMPV6, SCTP, TCP, UDP } from '../../model/protocol';
import type { Rule } from '../../model/rule';
import type { Stage } from '../../verdict';
import { languageOf, withRules, type PolicyEdit } from './object-edit';
import { entityOf, peerOf } from './peers';

const NAMES: Readonly<Record<number, string>> = {
  [TCP]: 'TCP',
  [UDP]: 'UDP',
  [SCTP]: 'SCTP',
  [ICMP]: 'ICMP',
  [ICMPV6]: 'ICMPv6',
};
const WITH_PORTS: ReadonlySet<number> = new Set([TCP, UDP, SCTP]);

/**
 * Returns the edit that adds a rule for a packet, and only for its peer, protocol and port, to a policy of the denying
 * tier.
 * @param index Where the rule goes among the policy's rules of the model; at the end if undefined.
 */
export function newRule(policy: Policy, stage: Stage, index: number | undefined): PolicyEdit | undefined {
  const language = languageOf(policy.origin.object);
  const rule =
    language === 'calico'
      ? calicoRule(policy, stage)
      : language === 'kubernetes'
        ? kubernetesRule(policy, stage)
        : undefined;
  if (!rule) return undefined;
  const { direction } = stage;
  const known = policy[direction] ?? [];
  const before = index === undefined ? undefined : known[index]?.origin.path[2];
  const place = before ?? '-';
  const added = rule.translate(below(policy.origin, 'spec', direction, place));
  if (!added) return undefined;
  return {
    edit: { object: policy.origin.object, path: ['spec', direction, place], value: rule.value },
    before: policy,
    after: withRules(policy, direction, known.toSpliced(index ?? known.length, 0, ...added)),
  };
}

interface NewRule {
  readonly value: unknown;
  readonly translate: (origin: Origin) => readonly Rule[] | undefined;
}

function homeOf({ origin: { object } }: Policy): string | undefined {
  return object.source === 'resource' ? object.namespace : undefined;
}

function calicoRule(policy: Policy, { packet, direction }: Stage): NewRule | undefined {
  const home = homeOf(policy);
  const protocol = NAMES[packet.protocol] ?? packet.protocol;
  const ports = WITH_PORTS.has(packet.protocol) ? { ports: [packet.destinationPort] } : undefined;
  const far = entityOf(direction === 'ingress' ? packet.source : packet.destination, home);
  if (!far) return undefined;
  const value: CalicoRule =
    direction === 'ingress'
      ? { action: 'Allow', protocol, source: far, ...(ports && { destination: ports }) }
      : { action: 'Allow', protocol, destination: { ...far, ...ports } };
  return { value, translate: (origin) => translateRules([{ rule: value, origin }], home, new Report([], origin)) };
}

function kubernetesRule(policy: Policy, { packet, direction }: Stage): NewRule | undefined {
  const home = homeOf(policy);
  const protocol = NAMES[packet.protocol];
  const peer = peerOf(direction === 'ingress' ? packet.source : packet.destination, home);
  if (!peer || protocol === undefined || !WITH_PORTS.has(packet.protocol)) return undefined;
  const ports = [{ protocol, port: packet.destinationPort }];
  const value = direction === 'ingress' ? { from: [peer], ports } : { to: [peer], ports };
  return {
    value,
    translate: (origin) => {
      const spec = { podSelector: {}, policyTypes: ['Ingress', 'Egress'], [direction]: [value] };
      const metadata = { name: 'new', ...(home !== undefined && { namespace: home }) };
      const { policy: converted } = convertNetworkPolicy({
        apiVersion: 'networking.k8s.io/v1',
        kind: 'NetworkPolicy',
        metadata,
        spec,
      });
      const rules = converted?.spec?.[direction]?.map((rule) => ({ rule, origin })) ?? [];
      return translateRules(rules, home, new Report([], origin));
    },
  };
}
