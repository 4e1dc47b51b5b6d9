import { head, labelSelector } from './metadata';
import { always, atomicList, integer, kept, object, port, string, type ObjectShape } from './shape';

const ports = atomicList(object('NetworkPolicyPort', { protocol: kept(string), port, endPort: kept(integer) }));

const peers = atomicList(
  object('NetworkPolicyPeer', {
    podSelector: labelSelector,
    namespaceSelector: labelSelector,
    ipBlock: object('IPBlock', { cidr: always(string), except: atomicList(string) }),
  }),
);

/** networking.k8s.io/v1 NetworkPolicy, whose rules and types are each owned as a whole. */
export const networkPolicy: ObjectShape = object('NetworkPolicy', {
  ...head,
  spec: object(
    'NetworkPolicySpec',
    {
      podSelector: { ...labelSelector, always: true },
      ingress: atomicList(object('NetworkPolicyIngressRule', { ports, from: peers })),
      egress: atomicList(object('NetworkPolicyEgressRule', { ports, to: peers })),
      policyTypes: atomicList(string),
    },
    { always: true },
  ),
});
