import type { DatastoreObject } from '../datastore/objects';
import type { CalicoPolicy } from '../calico3/objects';
import type { KubernetesObject, KubernetesPolicy } from '../kubernetes/objects';
import { isPolicyKind, kindOf } from './kinds';
import type { PolicyObject } from './stored';

/** Whether an object is of one of Calico's API groups: `projectcalico.org` or the old `crd.projectcalico.org`. */
export function isOfCalico(object: PolicyObject): object is DatastoreObject {
  return object.apiVersion.split('/')[0]?.endsWith('projectcalico.org') === true;
}

/** Whether an object is translated as one of Kubernetes: its own ones, and those of Calico that stage its policies. */
export function isOfKubernetes(object: PolicyObject): object is KubernetesObject {
  return !isOfCalico(object) || object.kind === 'StagedKubernetesNetworkPolicy';
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
