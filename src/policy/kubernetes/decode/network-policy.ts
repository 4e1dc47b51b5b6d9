import { closed, integer, integerOrText, list, optional, text, type Decoder } from '../../../base/decode';
import { head, resource } from '../../objects/meta';
import type {
  EgressRule,
  IngressRule,
  IpBlock,
  NetworkPolicy,
  NetworkPolicySpec,
  Peer,
  Port,
  StagedKubernetesNetworkPolicy,
} from '../objects';
import { labelSelector } from './selector';

const peers = list(
  closed<Peer>({
    podSelector: optional(labelSelector),
    namespaceSelector: optional(labelSelector),
    ipBlock: optional(closed<IpBlock>({ cidr: optional(text), except: optional(list(text)) })),
  }),
);

const ports = list(
  closed<Port>({ protocol: optional(text), port: optional(integerOrText), endPort: optional(integer) }),
);

const fields = {
  podSelector: optional(labelSelector),
  ingress: optional(list(closed<IngressRule>({ from: optional(peers), ports: optional(ports) }))),
  egress: optional(list(closed<EgressRule>({ to: optional(peers), ports: optional(ports) }))),
  policyTypes: optional(list(text)),
};

export const networkPolicy: Decoder<NetworkPolicy> = resource<NetworkPolicy>({
  ...head('NetworkPolicy'),
  spec: optional(closed<NetworkPolicySpec>(fields)),
});

export const stagedKubernetesNetworkPolicy: Decoder<StagedKubernetesNetworkPolicy> =
  resource<StagedKubernetesNetworkPolicy>({
    ...head('StagedKubernetesNetworkPolicy'),
    spec: optional(
      closed<NonNullable<StagedKubernetesNetworkPolicy['spec']>>({ ...fields, stagedAction: optional(text) }),
    ),
  });
