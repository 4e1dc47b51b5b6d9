import { closed, integer, list, optional, required, text, type Decoder } from '../../../base/decode';
import { head, resource } from '../../objects/meta';
import type {
  AdminEgressRule,
  AdminIngressRule,
  AdminNetworkPolicy,
  AdminPort,
  BaselineAdminNetworkPolicy,
  ClusterEgressRule,
  ClusterIngressRule,
  ClusterNetworkPolicy,
  ClusterPeer,
  ClusterPolicySpec,
  ClusterProtocol,
  PortRange,
  ProtocolPorts,
  PolicySubject,
} from '../objects';
import { labelSelector, namespacedPods } from './selector';

const subject = closed<PolicySubject>({ namespaces: optional(labelSelector), pods: optional(namespacedPods) });

const peers = list(
  closed<ClusterPeer>({
    namespaces: optional(labelSelector),
    pods: optional(namespacedPods),
    networks: optional(list(text)),
    nodes: optional(labelSelector),
    domainNames: optional(list(text)),
  }),
);

const protocolPorts = closed<ProtocolPorts>({
  destinationPort: optional(
    closed<NonNullable<ProtocolPorts['destinationPort']>>({
      number: optional(integer),
      range: optional(closed<PortRange>({ start: required(integer), end: required(integer) })),
    }),
  ),
});

const protocols = list(
  closed<ClusterProtocol>({
    tcp: optional(protocolPorts),
    udp: optional(protocolPorts),
    sctp: optional(protocolPorts),
    destinationNamedPort: optional(text),
  }),
);

const rule = { name: optional(text), action: optional(text), protocols: optional(protocols) };

export const clusterNetworkPolicy: Decoder<ClusterNetworkPolicy> = resource<ClusterNetworkPolicy>({
  ...head('ClusterNetworkPolicy'),
  spec: optional(
    closed<ClusterPolicySpec>({
      tier: optional(text),
      priority: optional(integer),
      subject: optional(subject),
      ingress: optional(list(closed<ClusterIngressRule>({ ...rule, from: optional(peers) }))),
      egress: optional(list(closed<ClusterEgressRule>({ ...rule, to: optional(peers) }))),
    }),
  ),
});

const adminPorts = list(
  closed<AdminPort>({
    portNumber: optional(
      closed<NonNullable<AdminPort['portNumber']>>({ protocol: required(text), port: required(integer) }),
    ),
    portRange: optional(
      closed<NonNullable<AdminPort['portRange']>>({
        protocol: optional(text),
        start: required(integer),
        end: required(integer),
      }),
    ),
    namedPort: optional(text),
  }),
);

const adminRule = { name: optional(text), action: optional(text), ports: optional(adminPorts) };

const adminSpec = {
  subject: optional(subject),
  ingress: optional(list(closed<AdminIngressRule>({ ...adminRule, from: optional(peers) }))),
  egress: optional(list(closed<AdminEgressRule>({ ...adminRule, to: optional(peers) }))),
};

export const adminNetworkPolicy: Decoder<AdminNetworkPolicy> = resource<AdminNetworkPolicy>({
  ...head('AdminNetworkPolicy'),
  spec: optional(closed<NonNullable<AdminNetworkPolicy['spec']>>({ ...adminSpec, priority: optional(integer) })),
});

export const baselineAdminNetworkPolicy: Decoder<BaselineAdminNetworkPolicy> = resource<BaselineAdminNetworkPolicy>({
  ...head('BaselineAdminNetworkPolicy'),
  spec: optional(closed<NonNullable<BaselineAdminNetworkPolicy['spec']>>(adminSpec)),
});
