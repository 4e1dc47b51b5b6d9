import { head, labelSelector, objectMeta } from './metadata';
import { any, always, atomicList, boolean, integer, kept, listMap, map, object, set, string } from './shape';

/** A list of conditions of a status, one of each type. */
export const conditions = listMap(
  object('Condition', { type: always(string), status: always(string) }, { open: true }),
  ['type'],
);

const podConditions = listMap(
  object('PodCondition', { type: always(string), status: always(string), lastProbeTime: always(any) }, { open: true }),
  ['type'],
);

const environment = listMap(object('EnvVar', { name: always(string) }, { open: true }), ['name']);

const container = object(
  'Container',
  {
    name: always(string),
    image: string,
    command: atomicList(string),
    args: atomicList(string),
    workingDir: string,
    ports: listMap(
      object('ContainerPort', {
        name: string,
        hostPort: integer,
        containerPort: always(integer),
        protocol: string,
        hostIP: string,
      }),
      ['containerPort', 'protocol'],
      { defaults: { protocol: 'TCP' } },
    ),
    env: environment,
    resources: object('ResourceRequirements', {}, { open: true, always: true }),
    volumeMounts: listMap(object('VolumeMount', { mountPath: always(string) }, { open: true }), ['mountPath']),
    terminationMessagePath: string,
    terminationMessagePolicy: string,
    imagePullPolicy: string,
  },
  { open: true },
);

/** The part of a pod that its creator states; fields that the lab has no use for are kept as they are. */
const podSpec = object(
  'PodSpec',
  {
    volumes: listMap(object('Volume', { name: always(string) }, { open: true }), ['name']),
    initContainers: listMap(container, ['name']),
    containers: listMap(container, ['name'], { required: true }),
    restartPolicy: string,
    terminationGracePeriodSeconds: kept(integer),
    dnsPolicy: string,
    nodeSelector: map(string, true),
    serviceAccountName: string,
    serviceAccount: string,
    nodeName: string,
    hostNetwork: boolean,
    securityContext: object('PodSecurityContext', {}, { open: true }),
    imagePullSecrets: listMap(object('LocalObjectReference', { name: always(string) }), ['name']),
    hostname: string,
    schedulerName: string,
    tolerations: atomicList(any),
    priority: kept(integer),
    enableServiceLinks: kept(boolean),
    preemptionPolicy: string,
  },
  { open: true, always: true },
);

const address = listMap(object('PodIP', { ip: always(string) }), ['ip']);

export const pod = object('Pod', {
  ...head,
  spec: podSpec,
  status: object(
    'PodStatus',
    {
      phase: string,
      conditions: podConditions,
      podIPs: address,
      hostIPs: atomicList(any),
      containerStatuses: atomicList(any),
      initContainerStatuses: atomicList(any),
    },
    { open: true, always: true },
  ),
});

const template = object('PodTemplateSpec', { metadata: objectMeta, spec: podSpec }, { always: true });

const replicas = kept(integer);

export const deployment = object('Deployment', {
  ...head,
  spec: object(
    'DeploymentSpec',
    {
      replicas,
      selector: labelSelector,
      template,
      strategy: object(
        'DeploymentStrategy',
        { type: string, rollingUpdate: object('RollingUpdateDeployment', { maxUnavailable: any, maxSurge: any }) },
        { always: true },
      ),
      minReadySeconds: integer,
      revisionHistoryLimit: kept(integer),
      paused: boolean,
      progressDeadlineSeconds: kept(integer),
    },
    { always: true },
  ),
  status: object('DeploymentStatus', { conditions }, { open: true, always: true }),
});

export const replicaSet = object('ReplicaSet', {
  ...head,
  spec: object(
    'ReplicaSetSpec',
    { replicas, minReadySeconds: integer, selector: labelSelector, template },
    { always: true },
  ),
  status: object('ReplicaSetStatus', { replicas: always(integer), conditions }, { open: true, always: true }),
});

export const namespace = object('Namespace', {
  ...head,
  spec: object('NamespaceSpec', { finalizers: atomicList(string) }, { always: true }),
  status: object('NamespaceStatus', { phase: string, conditions }, { open: true, always: true }),
});

export const serviceAccount = object('ServiceAccount', {
  ...head,
  secrets: listMap(any, ['name']),
  imagePullSecrets: atomicList(any),
  automountServiceAccountToken: kept(boolean),
});

export const configMap = object('ConfigMap', {
  ...head,
  data: map(string),
  binaryData: map(string),
  immutable: kept(boolean),
});

export const node = object('Node', {
  ...head,
  spec: object(
    'NodeSpec',
    { podCIDR: string, podCIDRs: set(string), providerID: string, unschedulable: boolean, taints: atomicList(any) },
    { open: true, always: true },
  ),
  status: object(
    'NodeStatus',
    {
      capacity: map(any),
      allocatable: map(any),
      conditions,
      addresses: listMap(object('NodeAddress', { type: always(string), address: always(string) }), ['type']),
      daemonEndpoints: object(
        'NodeDaemonEndpoints',
        { kubeletEndpoint: object('DaemonEndpoint', { Port: always(integer) }, { always: true }) },
        { always: true },
      ),
      nodeInfo: object(
        'NodeSystemInfo',
        Object.fromEntries(
          [
            'machineID',
            'systemUUID',
            'bootID',
            'kernelVersion',
            'osImage',
            'containerRuntimeVersion',
            'kubeletVersion',
            'kubeProxyVersion',
            'operatingSystem',
            'architecture',
          ].map((name) => [name, always(string)]),
        ),
        { always: true },
      ),
    },
    { open: true, always: true },
  ),
});
