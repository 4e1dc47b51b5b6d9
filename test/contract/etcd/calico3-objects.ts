import type { KeyValueStore } from '../../../src/cluster/etcd/stores/kv';

const ROOT = '/calico/resources/v3/projectcalico.org/';

/** Returns an object of Calico 3 as calicoctl stores it in etcd. */
export function object(kind: string, name: string, spec: object = {}, more: object = {}): Record<string, unknown> {
  return { kind, apiVersion: 'projectcalico.org/v3', metadata: { name, creationTimestamp: null, ...more }, spec };
}

/** Returns an endpoint of a pod as Calico's CNI plugin stores it. */
export function workload(pod: string, address: string, labels: object = {}, namespace = 'shop'): Entry {
  const name = `node1-k8s-${pod.replaceAll('-', '--')}-eth0`;
  return [
    `workloadendpoints/${namespace}/${name}`,
    object(
      'WorkloadEndpoint',
      name,
      {
        orchestrator: 'k8s',
        node: 'node1',
        pod,
        endpoint: 'eth0',
        ipNetworks: [`${address}/32`],
        profiles: [`kns.${namespace}`],
        interfaceName: `cali${pod}`,
      },
      {
        namespace,
        labels: { ...labels, 'projectcalico.org/namespace': namespace, 'projectcalico.org/orchestrator': 'k8s' },
      },
    ),
  ];
}

/** The profile that allows everything, which Calico's controllers derive from a namespace. */
export function namespaceProfile(namespace = 'shop'): Entry {
  const name = `kns.${namespace}`;
  const allow = [{ action: 'Allow', source: {}, destination: {} }];
  const labelsToApply = { 'pcns.projectcalico.org/name': namespace };
  return [`profiles/${name}`, object('Profile', name, { ingress: allow, egress: allow, labelsToApply })];
}

/** Whether Calico is ready. */
export function clusterInformation(datastoreReady: boolean | undefined): Entry {
  return ['clusterinformations/default', object('ClusterInformation', 'default', { datastoreReady })];
}

/** A key below that of all objects, and its value. */
export type Entry = readonly [key: string, value: Record<string, unknown> | string];

/** Stores objects. */
export async function store(into: KeyValueStore, ...entries: readonly Entry[]): Promise<void> {
  for (const [key, value] of entries)
    await into.put(`${ROOT}${key}`, typeof value === 'string' ? value : JSON.stringify(value));
}
