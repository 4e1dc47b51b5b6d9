import { containerPorts } from '../../policy/kubernetes/container-ports';
import type { Workload } from '../../policy/model/endpoint';
import { protocolName } from '../../policy/model/protocol';
import { resourceIdOf } from '../../policy/resources';
import { resourceNamed } from '../model/resources';
import type { PolicyData, Snapshot } from '../model/snapshot';
import { listeningPorts } from '../model/listening-ports';
import { compiledOf } from './compiled';

/** A port of a protocol that has ports. */
export interface OwnPort {
  readonly protocol: 'TCP' | 'UDP' | 'SCTP';
  readonly port: number;
}

const PROTOCOLS: ReadonlySet<string> = new Set<OwnPort['protocol']>(['TCP', 'UDP', 'SCTP']);

/** Returns the ports on which endpoints are known to listen: those that containers declare, and those of apps. */
export function ownPorts(endpoints: readonly string[], snapshot: Snapshot, data: PolicyData): readonly OwnPort[] {
  const { directory } = compiledOf(data).model;
  const listening = listeningPorts(snapshot);
  const found = endpoints.flatMap((endpoint): readonly OwnPort[] => {
    const own = directory.member(endpoint)?.endpoint;
    return [
      ...(own?.kind === 'workload' ? declaredBy(own, data) : []),
      ...(listening.get(endpoint) ?? []).map((port): OwnPort => ({ protocol: 'TCP', port })),
    ];
  });
  return [...new Map(found.map((port) => [`${port.protocol} ${port.port}`, port])).values()];
}

/** The model has only the ports that have names; pods tell all. */
function declaredBy({ origin, ports }: Workload, data: PolicyData): readonly OwnPort[] {
  const id = resourceIdOf(origin.object);
  const read = id && resourceNamed(id, data)?.read;
  const pod = read?.state === 'decoded' && read.object.kind === 'Pod' ? read.object : undefined;
  const declared = pod
    ? containerPorts(pod.spec).map(({ protocol = 'TCP', containerPort: port }) => ({ protocol, port }))
    : ports.map(({ protocol, port }) => ({ protocol: protocolName(protocol), port }));
  return declared.flatMap(({ protocol, port }) => (hasPorts(protocol) ? [{ protocol, port }] : []));
}

function hasPorts(protocol: string): protocol is OwnPort['protocol'] {
  return PROTOCOLS.has(protocol);
}
