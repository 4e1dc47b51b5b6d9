import { formatAddress } from '../../policy/model/address';
import { isEndpoint, translatePod } from '../../policy/kubernetes/translate/pods';
import { kindOf, resourceKey, type ResourceId, type StoredResource } from '../../policy/resources';
import type { WorkloadEndpoint } from '../model/snapshot';
import type { ObjectForms, ObjectId, ObjectParts } from './objects';
import { RESOURCES } from './resources';

/** Returns an object in the forms that snapshots hold. */
export function formsOf(parts: ObjectParts): ObjectForms {
  const stored = storedResource(parts);
  const endpoint = endpointOf(parts);
  return { ...(stored && { stored }), ...(endpoint && { endpoint }) };
}

function storedResource({ id: own, resourceVersion, value, read }: ObjectParts): StoredResource | undefined {
  const id = resourceIdOf(own);
  if (!id) return undefined;
  return { id, key: resourceKey(id), revision: resourceVersion, text: value ? JSON.stringify(value) : '', read };
}

/** Returns the ID under which features know an object; undefined for kinds that they don’t show. */
function resourceIdOf({ resource, namespace, name }: ObjectId): ResourceId | undefined {
  const type = RESOURCES.get(resource);
  const kind = type && kindOf(`${type.group}/`, type.kind);
  return kind && (namespace === undefined ? { kind, name } : { kind, namespace, name });
}

/** Returns the endpoint of a pod; undefined for pods in their nodes' networks, and those without a node. */
function endpointOf({ read, star }: ObjectParts): WorkloadEndpoint | undefined {
  if (read.state !== 'decoded' || read.object.kind !== 'Pod' || !isEndpoint(read.object)) return undefined;
  const { id, host = '', labels, profiles, addresses } = translatePod(read.object);
  const nets = (version: 4 | 6) =>
    addresses
      .filter((address) => address.version === version)
      .map((address) => `${formatAddress(address)}/${version === 4 ? '32' : '128'}`);
  return {
    host,
    orchestrator: 'k8s',
    workload: id,
    pod: id,
    id: 'eth0',
    modelName: id,
    state: 'active',
    interfaceName: '',
    profileIds: profiles,
    ipv4Nets: nets(4),
    ipv6Nets: nets(6),
    labels,
    ...(star && { star }),
  };
}
