import {
  closed,
  flag,
  integer,
  integerOrText,
  list,
  number,
  open,
  optional,
  required,
  text,
  texts,
  type Decoded,
  type Decoder,
} from '../../../base/decode';
import { head, resource } from '../../objects/meta';
import { readerKey, readObject } from '../../objects/read';
import type {
  CalicoObject,
  EndpointPort,
  FailsafePort,
  FelixConfiguration,
  FelixConfigurationSpec,
  GlobalNetworkPolicy,
  GlobalNetworkSet,
  GlobalPolicySpec,
  HostEndpoint,
  NetworkPolicy,
  NetworkSet,
  PolicySpec,
  Profile,
  Staged,
  StagedGlobalNetworkPolicy,
  StagedNetworkPolicy,
  Tier,
} from '../objects';
import { rule } from './rule';

type Spec<T extends { readonly spec?: unknown }> = NonNullable<T['spec']>;

const policyFields = {
  tier: optional(text),
  order: optional(number),
  selector: optional(text),
  serviceAccountSelector: optional(text),
  ingress: optional(list(rule)),
  egress: optional(list(rule)),
  types: optional(list(text)),
  performanceHints: optional(list(text)),
};

const globalFields = {
  ...policyFields,
  namespaceSelector: optional(text),
  applyOnForward: optional(flag),
  doNotTrack: optional(flag),
  preDNAT: optional(flag),
};

const staged = { stagedAction: optional(text) };

const set = closed<Spec<NetworkSet>>({ nets: optional(list(text)) });

const tier = closed<Spec<Tier>>({ order: optional(number), defaultAction: optional(text) });

const hostEndpoint = closed<Spec<HostEndpoint>>({
  node: optional(text),
  interfaceName: optional(text),
  expectedIPs: optional(list(text)),
  profiles: optional(list(text)),
  ports: optional(
    list(closed<EndpointPort>({ name: required(text), protocol: required(integerOrText), port: required(integer) })),
  ),
});

const profile = closed<Spec<Profile>>({
  ingress: optional(list(rule)),
  egress: optional(list(rule)),
  labelsToApply: optional(texts),
});

const failsafe = list(open<FailsafePort>({ protocol: required(text), port: required(integer), net: optional(text) }));

/** Most of Felix's configuration affects no verdict, so its values are not checked. */
const felixConfiguration = open<FelixConfigurationSpec>({
  defaultEndpointToHostAction: optional(text),
  failsafeInboundHostPorts: optional(failsafe),
  failsafeOutboundHostPorts: optional(failsafe),
  interfacePrefix: optional(text),
  allowIPIPPacketsFromWorkloads: optional(flag),
  allowVXLANPacketsFromWorkloads: optional(flag),
  disableConntrackInvalidCheck: optional(flag),
  vxlanPort: optional(integer),
});

/** The aggregated API server and native CRDs use `projectcalico.org/v3`; stored objects and old CRDs use the other. */
const VERSIONS = ['projectcalico.org/v3', 'crd.projectcalico.org/v1'] as const;

const DECODERS = {
  NetworkPolicy: resource<NetworkPolicy>({
    ...head('NetworkPolicy'),
    spec: optional(closed<PolicySpec>(policyFields)),
  }),
  GlobalNetworkPolicy: resource<GlobalNetworkPolicy>({
    ...head('GlobalNetworkPolicy'),
    spec: optional(closed<GlobalPolicySpec>(globalFields)),
  }),
  StagedNetworkPolicy: resource<StagedNetworkPolicy>({
    ...head('StagedNetworkPolicy'),
    spec: optional(closed<PolicySpec & Staged>({ ...policyFields, ...staged })),
  }),
  StagedGlobalNetworkPolicy: resource<StagedGlobalNetworkPolicy>({
    ...head('StagedGlobalNetworkPolicy'),
    spec: optional(closed<GlobalPolicySpec & Staged>({ ...globalFields, ...staged })),
  }),
  Tier: resource<Tier>({ ...head('Tier'), spec: optional(tier) }),
  NetworkSet: resource<NetworkSet>({ ...head('NetworkSet'), spec: optional(set) }),
  GlobalNetworkSet: resource<GlobalNetworkSet>({ ...head('GlobalNetworkSet'), spec: optional(set) }),
  HostEndpoint: resource<HostEndpoint>({ ...head('HostEndpoint'), spec: optional(hostEndpoint) }),
  Profile: resource<Profile>({ ...head('Profile'), spec: optional(profile) }),
  FelixConfiguration: resource<FelixConfiguration>({
    ...head('FelixConfiguration'),
    spec: optional(felixConfiguration),
  }),
} satisfies { readonly [K in CalicoObject['kind']]: Decoder<Extract<CalicoObject, { readonly kind: K }>> };

const READERS = new Map<string, Decoder<CalicoObject>>(
  Object.entries(DECODERS).flatMap(([kind, decoder]) =>
    VERSIONS.map((version) => [readerKey(version, kind), decoder] as const),
  ),
);

/**
 * Decodes an object of Calico v3. Reports unknown fields and ignores them. The value is undefined if a part has a type
 * that no server accepts. Returns undefined for objects of other kinds.
 */
export function readCalicoObject(value: unknown): Decoded<CalicoObject> | undefined {
  return readObject(READERS, value);
}
