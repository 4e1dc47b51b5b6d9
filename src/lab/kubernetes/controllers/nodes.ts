import { fieldsOf, textOf, timestamp, type KubeObject } from '../objects';
import type { Writer } from './writer';

/** A node of the lab. */
export interface LabNode {
  readonly name: string;
  readonly address: string;
  /** Of its pods, without the last number. */
  readonly podNetwork: string;
}

/** The nodes, numbered as in Calico's tutorials. */
export const NODES: readonly LabNode[] = [
  { name: 'node-1', address: '10.0.0.1', podNetwork: '192.168.1' },
  { name: 'node-2', address: '10.0.0.2', podNetwork: '192.168.2' },
];

/** The machine of the API server: not a node, so that policy treats its connections as those of a stranger. */
export const CONTROL_PLANE = '10.0.0.10';

/** Makes the nodes, which are ready at once. */
export function makeNodes(writer: Writer): void {
  for (const { name, address, podNetwork } of NODES) {
    const labels = { 'kubernetes.io/hostname': name, 'kubernetes.io/os': 'linux', 'kubernetes.io/arch': 'amd64' };
    const podCIDR = `${podNetwork}.0/24`;
    writer.create('nodes', '', { metadata: { name, labels }, spec: { podCIDR, podCIDRs: [podCIDR] } });
    const node = writer.list('nodes').find(({ metadata }) => metadata.name === name);
    if (!node) continue;
    const { taints: _taints, ...spec } = fieldsOf(node, 'spec');
    writer.update('nodes', node, { spec });
    const now = timestamp();
    const ready = {
      type: 'Ready',
      status: 'True',
      reason: 'KubeletReady',
      message: 'kubelet is posting ready status',
      lastHeartbeatTime: now,
      lastTransitionTime: now,
    };
    const current = writer.list('nodes').find(({ metadata }) => metadata.name === name);
    if (current) writer.update('nodes', current, { status: statusOf(current, name, address, ready) }, 'status');
  }
}

function statusOf(node: KubeObject, name: string, address: string, ready: unknown): unknown {
  const status = fieldsOf(node, 'status');
  return {
    ...status,
    addresses: [
      { type: 'InternalIP', address },
      { type: 'Hostname', address: name },
    ],
    capacity: { cpu: '4', memory: '8Gi', pods: '110' },
    allocatable: { cpu: '4', memory: '8Gi', pods: '110' },
    conditions: [ready],
    nodeInfo: {
      ...fieldsOf(status, 'nodeInfo'),
      architecture: 'amd64',
      operatingSystem: 'linux',
      kubeletVersion: 'v1.37.2',
      osImage: 'Calico Stars',
      kernelVersion: '6.1.0',
      containerRuntimeVersion: 'lab://1.0.0',
    },
  };
}

/** Gives every new pod a node: the one with the fewest pods. Tells so by an event. */
export function schedule(writer: Writer): void {
  for (const pod of writer.list('pods')) {
    const { namespace = '', name, uid, deletionTimestamp } = pod.metadata;
    if (textOf(pod, 'spec', 'nodeName') !== undefined || deletionTimestamp !== undefined) continue;
    const load = (node: LabNode) =>
      writer.list('pods').filter((other) => textOf(other, 'spec', 'nodeName') === node.name).length;
    const [node] = NODES.toSorted((a, b) => load(a) - load(b));
    if (!node) return;
    writer.update('pods', pod, { spec: { ...fieldsOf(pod, 'spec'), nodeName: node.name } });
    const now = timestamp();
    writer.create('events', namespace, {
      metadata: { generateName: `${name}.` },
      involvedObject: { kind: 'Pod', namespace, name, uid, apiVersion: 'v1' },
      reason: 'Scheduled',
      message: `Successfully assigned ${namespace}/${name} to ${node.name}`,
      source: { component: 'default-scheduler' },
      type: 'Normal',
      firstTimestamp: now,
      lastTimestamp: now,
      count: 1,
    });
  }
}
