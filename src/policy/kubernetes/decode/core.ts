import {
  flag,
  integer,
  integerOrText,
  list,
  loose,
  looseList,
  oneOf,
  open,
  optional,
  required,
  shared,
  text,
  texts,
  type Decoder,
} from '../../../base/decode';
import { head, labelsAndAnnotations } from '../../objects/meta';
import type {
  Container,
  ContainerPort,
  EndpointSlice,
  Namespace,
  Node,
  Pod,
  PodSpec,
  Service,
  ServiceAccount,
  ServicePort,
  Workload,
} from '../objects';

/*
 * Objects other than policies. They have many more fields, and a broken field is skipped: a pod with an unreadable port
 * is still a pod.
 */

export const namespace: Decoder<Namespace> = open<Namespace>(head('Namespace'));

export const serviceAccount: Decoder<ServiceAccount> = open<ServiceAccount>(head('ServiceAccount'));

const containers = shared(
  looseList(
    open<Container>({
      ports: loose(
        looseList(
          open<ContainerPort>({ name: loose(text), containerPort: required(integer), protocol: optional(text) }),
        ),
      ),
    }),
  ),
);

const podSpec = open<PodSpec>({
  nodeName: loose(text),
  hostNetwork: loose(flag),
  serviceAccountName: loose(text),
  containers: loose(containers),
  initContainers: loose(containers),
});

export const pod: Decoder<Pod> = open<Pod>({
  ...head('Pod'),
  spec: loose(podSpec),
  status: loose(
    open<NonNullable<Pod['status']>>({
      phase: loose(text),
      podIP: loose(text),
      podIPs: loose(looseList(open<{ readonly ip: string }>({ ip: required(text) }))),
      hostIP: loose(text),
    }),
  ),
});

export const service: Decoder<Service> = open<Service>({
  ...head('Service'),
  spec: loose(
    open<NonNullable<Service['spec']>>({
      selector: loose(texts),
      type: loose(text),
      clusterIP: loose(text),
      clusterIPs: loose(looseList(text)),
      externalIPs: loose(looseList(text)),
      ports: loose(
        looseList(
          open<ServicePort>({
            name: loose(text),
            protocol: loose(text),
            port: required(integer),
            targetPort: loose(integerOrText),
            nodePort: loose(integer),
          }),
        ),
      ),
    }),
  ),
});

type SlicePort = NonNullable<EndpointSlice['ports']>[number];

export const endpointSlice: Decoder<EndpointSlice> = open<EndpointSlice>({
  ...head('EndpointSlice'),
  addressType: loose(text),
  endpoints: loose(looseList(open<{ readonly addresses: readonly string[] }>({ addresses: required(list(text)) }))),
  ports: loose(looseList(open<SlicePort>({ name: loose(text), protocol: loose(text), port: optional(integer) }))),
});

type NodeAddress = NonNullable<NonNullable<Node['status']>['addresses']>[number];

export const node: Decoder<Node> = open<Node>({
  ...head('Node'),
  status: loose(
    open<NonNullable<Node['status']>>({
      addresses: loose(looseList(open<NodeAddress>({ type: required(text), address: required(text) }))),
    }),
  ),
});

type Template = Workload['spec']['template'];

export const workload: Decoder<Workload> = open<Workload>({
  ...head('Deployment'),
  kind: required(oneOf('Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'ReplicationController', 'Job')),
  spec: required(
    open<Workload['spec']>({
      template: required(
        open<Template>({
          metadata: loose(open<NonNullable<Template['metadata']>>(labelsAndAnnotations)),
          spec: loose(podSpec),
        }),
      ),
    }),
  ),
});
