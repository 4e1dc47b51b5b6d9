import { head } from './metadata';
import { conditions } from './pod';
import {
  always,
  any,
  atomicList,
  boolean,
  integer,
  kept,
  listMap,
  map,
  object,
  port,
  string,
  type ObjectShape,
} from './shape';

const servicePort = object('ServicePort', {
  name: string,
  protocol: string,
  appProtocol: kept(string),
  port: always(integer),
  targetPort: port,
  nodePort: integer,
});

export const service: ObjectShape = object('Service', {
  ...head,
  spec: object(
    'ServiceSpec',
    {
      ports: listMap(servicePort, ['port', 'protocol'], { defaults: { protocol: 'TCP' } }),
      selector: map(string, true),
      clusterIP: string,
      clusterIPs: atomicList(string),
      type: string,
      externalIPs: atomicList(string),
      sessionAffinity: string,
      loadBalancerIP: string,
      externalName: string,
      externalTrafficPolicy: string,
      publishNotReadyAddresses: boolean,
      ipFamilies: atomicList(string),
      ipFamilyPolicy: kept(string),
      internalTrafficPolicy: kept(string),
    },
    { open: true, always: true },
  ),
  status: object(
    'ServiceStatus',
    { loadBalancer: object('LoadBalancerStatus', { ingress: atomicList(any) }, { always: true }), conditions },
    { always: true },
  ),
});

const reference = object(
  'ObjectReference',
  {
    kind: string,
    namespace: string,
    name: string,
    uid: string,
    apiVersion: string,
    resourceVersion: string,
    fieldPath: string,
  },
  { atomic: true },
);

export const endpointSlice: ObjectShape = object('EndpointSlice', {
  ...head,
  addressType: always(string),
  endpoints: atomicList(
    object('Endpoint', {
      addresses: atomicList(string),
      conditions: object(
        'EndpointConditions',
        { ready: kept(boolean), serving: kept(boolean), terminating: kept(boolean) },
        { always: true },
      ),
      hostname: kept(string),
      targetRef: reference,
      nodeName: kept(string),
      zone: kept(string),
      hints: any,
    }),
  ),
  ports: atomicList(
    object('EndpointPort', {
      name: kept(string),
      protocol: kept(string),
      port: kept(integer),
      appProtocol: kept(string),
    }),
  ),
});

export const event: ObjectShape = object('Event', {
  ...head,
  involvedObject: { ...reference, always: true },
  reason: string,
  message: string,
  source: object('EventSource', { component: string, host: string }, { always: true }),
  firstTimestamp: kept(any),
  lastTimestamp: kept(any),
  count: integer,
  type: string,
  eventTime: kept(any),
  series: any,
  action: string,
  related: any,
  reportingComponent: always(string),
  reportingInstance: always(string),
});
