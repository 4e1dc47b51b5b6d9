import type { ClusterInformation, DatastoreObject, IPPool, Node, WorkloadEndpoint } from '../datastore/objects';
import type { CalicoPolicy } from '../calico3/objects';
import type { KubernetesObject, KubernetesPolicy, Node as KubernetesNode } from '../kubernetes/objects';
import { isPolicyKind, kindOf } from './kinds';
import type { PolicyObject } from './stored';

/** Whether an object is of one of Calico's API groups: `projectcalico.org` or the old `crd.projectcalico.org`. */
export function isOfCalico(object: PolicyObject): object is DatastoreObject {
  // Asked for each object on each keystroke.
  return object.apiVersion.startsWith('projectcalico.org/') || object.apiVersion.startsWith('crd.projectcalico.org/');
}

/** Whether an object is translated as one of Kubernetes: its own ones, and those of Calico that stage its policies. */
export function isOfKubernetes(object: PolicyObject): object is KubernetesObject {
  return !isOfCalico(object) || object.kind === 'StagedKubernetesNetworkPolicy';
}

/** Whether an object is of a kind that only components write, not people. */
export function isOfComponents(
  object: PolicyObject,
): object is WorkloadEndpoint | Node | KubernetesNode | IPPool | ClusterInformation {
  switch (object.kind) {
    case 'WorkloadEndpoint':
    case 'Node':
    case 'IPPool':
    case 'ClusterInformation':
      return true;
    default:
      return false;
  }
}

/** Whether an object is a policy in the format of Kubernetes. */
export function isKubernetesPolicy(object: PolicyObject): object is KubernetesPolicy {
  const kind = kindOf(object.apiVersion, object.kind);
  return isOfKubernetes(object) && kind !== undefined && isPolicyKind(kind);
}

/** Whether an object is a policy in Calico's format. */
export function isCalicoPolicy(object: PolicyObject): object is CalicoPolicy {
  const kind = kindOf(object.apiVersion, object.kind);
  return !isOfKubernetes(object) && kind !== undefined && isPolicyKind(kind);
}
