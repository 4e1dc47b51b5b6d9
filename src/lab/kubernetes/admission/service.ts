import { fieldsOf, listOf, numberOf, textOf, type KubeObject } from '../objects';
import { invalidValue, requiredValue, unsupportedValue } from '../causes';
import type { Allocated, Draft } from '../kinds/kind';
import type { Cause } from '../status-error';

const TYPES = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'];

/** Ports that services open on every node. */
const NODE_PORTS = { first: 30_000, last: 32_767 };

export function serviceDefaults(draft: Draft): void {
  const spec = draft['spec'] as Record<string, unknown>;
  spec['sessionAffinity'] ??= 'None';
  spec['type'] ??= 'ClusterIP';
  spec['internalTrafficPolicy'] ??= 'Cluster';
  if (isExposed(spec)) spec['externalTrafficPolicy'] ??= 'Cluster';
  for (const port of listOf(spec, 'ports') as Record<string, unknown>[]) {
    port['protocol'] ??= 'TCP';
    port['targetPort'] ??= port['port'];
  }
}

/** Gives a new service its address and, if it has them, ports of nodes. Only IPv4 is on offer. */
export function admitService(draft: Draft, { clusterIPs, nodePorts }: Allocated): void {
  const spec = draft['spec'] as Record<string, unknown>;
  if (spec['type'] === 'ExternalName') return;
  spec['clusterIP'] ??= freeAddress(clusterIPs);
  spec['clusterIPs'] ??= [spec['clusterIP']];
  spec['ipFamilies'] ??= ['IPv4'];
  spec['ipFamilyPolicy'] ??= 'SingleStack';
  if (!isExposed(spec)) return;
  const taken = new Set(nodePorts);
  for (const port of listOf(spec, 'ports') as Record<string, unknown>[]) {
    port['nodePort'] ??= freePort(taken);
    taken.add(Number(port['nodePort']));
  }
}

function isExposed(spec: unknown): boolean {
  return ['NodePort', 'LoadBalancer'].includes(textOf(spec, 'type') ?? '');
}

function freeAddress(taken: ReadonlySet<string>): string | undefined {
  // The first addresses of the range are for those who ask for one.
  for (let number = 256; number < 65_535; number += 1) {
    const address = `10.96.${number >> 8}.${number & 255}`;
    if (!taken.has(address)) return address;
  }
  return undefined;
}

function freePort(taken: ReadonlySet<number>): number | undefined {
  for (let port = NODE_PORTS.first; port <= NODE_PORTS.last; port += 1) if (!taken.has(port)) return port;
  return undefined;
}

export function serviceCauses(draft: Draft, old: KubeObject | undefined): Cause[] {
  const spec = fieldsOf(draft, 'spec');
  const type = textOf(spec, 'type') ?? '';
  const ports = listOf(spec, 'ports');
  const address = textOf(spec, 'clusterIP');
  const before = textOf(old, 'spec', 'clusterIP');
  return [
    ...(ports.length === 0 && type !== 'ExternalName' ? [requiredValue('spec.ports')] : []),
    ...ports.flatMap((port, index) => portCauses(port, `spec.ports[${index}]`, ports.length > 1)),
    ...(TYPES.includes(type) ? [] : [unsupportedValue('spec.type', type, TYPES)]),
    ...(before !== undefined && address !== before && type !== 'ExternalName'
      ? [invalidValue('spec.clusterIPs[0]', address === undefined ? [] : [address], 'may not change once set')]
      : []),
  ];
}

function portCauses(given: unknown, path: string, several: boolean): Cause[] {
  const port = numberOf(given, 'port') ?? 0;
  const nodePort = numberOf(given, 'nodePort');
  const range = `provided port is not in the valid range. The range of valid ports is ${NODE_PORTS.first}-${NODE_PORTS.last}`;
  return [
    ...(several && textOf(given, 'name') === undefined ? [requiredValue(`${path}.name`)] : []),
    ...(port >= 1 && port <= 65_535
      ? []
      : [invalidValue(`${path}.port`, port, 'must be between 1 and 65535, inclusive')]),
    ...(nodePort === undefined || (nodePort >= NODE_PORTS.first && nodePort <= NODE_PORTS.last)
      ? []
      : [invalidValue(`${path}.nodePort`, nodePort, range)]),
  ];
}
