import {
  NAMESPACE_PREFIX,
  ORCHESTRATOR_LABEL,
  SERVICE_ACCOUNT_LABEL,
  SERVICE_ACCOUNT_PREFIX,
} from '../../calico3/translate/selectors';
import { originOf } from '../../calico3/translate/writing';
import { containerPorts } from '../container-ports';
import { defined } from '../../../base/defined';
import { Shared } from '../../../base/shared';
import { NAMESPACE_LABEL } from '../../model/labels';
import { parseAddress, type Address } from '../../model/address';
import type { Host, NamedPort, Workload } from '../../model/endpoint';
import { protocolNumber, TCP } from '../../model/protocol';
import type { Labels } from '../../selectors';
import type { Node, Pod, PodSpec, Workload as ManifestWorkload } from '../objects';
import { accountProfile, DEFAULT_ACCOUNT, namespaceProfile } from './names';

/** The name of a pod in flows. */
export function podId({ metadata: { namespace = '', name } }: Pod): string {
  return `${namespace}/${name}`;
}

/** Whether Calico polices the pod. A pod in its node's network, or without a node, is not an endpoint. */
export function isEndpoint({ spec }: Pod): boolean {
  return spec?.hostNetwork !== true && spec?.nodeName !== undefined && spec.nodeName !== '';
}

/** Whether the pod comes from a manifest, for a future endpoint. */
export function isPlanned({ spec, status }: Pod): boolean {
  return spec?.hostNetwork !== true && spec?.nodeName === undefined && status?.podIP === undefined;
}

/** Returns the pod that a controller's template creates. */
export function podOf({ kind, metadata, spec }: ManifestWorkload): Pod {
  const { template } = spec;
  const { name, namespace } = metadata;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { ...template.metadata, name: `${kind} ${name}`, ...(namespace !== undefined && { namespace }) },
    ...(template.spec && { spec: template.spec }),
  };
}

/** Returns one endpoint for the future pods of a controller; undefined if they use their nodes' networks. */
export function translateWorkload(workload: ManifestWorkload): Workload | undefined {
  const pod = podOf(workload);
  return isPlanned(pod) ? { ...translatePod(pod), origin: originOf(workload) } : undefined;
}

const translated = new WeakMap<Pod, Workload>();

/** Returns the endpoint of a pod, as Calico's Kubernetes conversion creates it; the same one each time. */
export function translatePod(pod: Pod): Workload {
  let endpoint = translated.get(pod);
  if (!endpoint) translated.set(pod, (endpoint = endpointOf(pod)));
  return endpoint;
}

const PLANNED = { kind: 'planned' } as const;
const ACTIVE = { kind: 'active' } as const;

/** What most pods have in common with others. */
const shared = {
  ports: new Shared<readonly NamedPort[]>(),
  labels: new Shared<Labels>(),
  profiles: new Shared<readonly string[]>(),
};

function endpointOf(pod: Pod): Workload {
  const { namespace = '', labels = {} } = pod.metadata;
  const account = pod.spec?.serviceAccountName ?? DEFAULT_ACCOUNT;
  return {
    kind: 'workload',
    id: podId(pod),
    host: pod.spec?.nodeName,
    addresses: addressesOf(pod),
    ports: shared.ports.same(portsOf(pod.spec)),
    labels: shared.labels.same({
      ...ownLabels(labels),
      [NAMESPACE_LABEL]: namespace,
      [ORCHESTRATOR_LABEL]: 'k8s',
      [SERVICE_ACCOUNT_LABEL]: account,
    }),
    profiles: shared.profiles.same([namespaceProfile(namespace), accountProfile(namespace, account)]),
    state: isPlanned(pod) ? PLANNED : ACTIVE,
    origin: originOf(pod),
  };
}

/** A pod can't set the inherited labels of its namespace or service account. */
function ownLabels(labels: Labels): Labels {
  const inherited = (key: string) => key.startsWith(NAMESPACE_PREFIX) || key.startsWith(SERVICE_ACCOUNT_PREFIX);
  return Object.fromEntries(Object.entries(labels).filter(([key]) => !inherited(key)));
}

/** Set by Calico's CNI plugin, and cleared when the addresses are released. */
const ADDRESSES_ANNOTATION = 'cni.projectcalico.org/podIPs';

function addressesOf({ metadata, status }: Pod): readonly Address[] {
  const finished = status?.phase === 'Succeeded' || status?.phase === 'Failed';
  if (finished || metadata.annotations?.[ADDRESSES_ANNOTATION] === '') return [];
  const texts = status?.podIPs?.map(({ ip }) => ip) ?? (status?.podIP === undefined ? [] : [status.podIP]);
  return defined(texts.map(parseAddress));
}

function portsOf(spec: PodSpec | undefined): readonly NamedPort[] {
  return containerPorts(spec).flatMap(({ name, protocol, containerPort }) => {
    const number = protocol === undefined ? TCP : protocolNumber(protocol);
    return name === undefined || number === undefined ? [] : [{ name, protocol: number, port: containerPort }];
  });
}

/** A node, with the pods that use its network. */
export function translateNode({ metadata: { name }, status }: Node, pods: readonly Pod[]): Host {
  return {
    name,
    addresses: (status?.addresses ?? [])
      .map(({ address }) => parseAddress(address))
      .filter((address) => address !== undefined),
    workloads: pods.filter(({ spec }) => spec?.hostNetwork === true && spec.nodeName === name).map(podId),
  };
}
