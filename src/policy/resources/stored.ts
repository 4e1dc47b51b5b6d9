import type { DatastoreObject } from '../datastore/objects';
import type { KubernetesObject } from '../kubernetes/objects';
import type { ResourceId } from './kinds';

/** Any object that affects policy, of Calico 3 or of Kubernetes. */
export type PolicyObject = DatastoreObject | KubernetesObject;

/** An object as a cluster stores it. */
export interface StoredResource<T extends PolicyObject = PolicyObject> {
  readonly id: ResourceId;
  /** Identifies it among the objects of its cluster. */
  readonly key: string;
  /** The revision of its last change, which is its `resourceVersion`. */
  readonly revision: string;
  /** Its JSON. Empty for kinds that only components write. */
  readonly text: string;
  readonly read: ReadResource<T>;
}

/** A decoded object, or why the policy engine can't read it and treats it as missing. */
export type ReadResource<T extends PolicyObject = PolicyObject> =
  | { readonly state: 'decoded'; readonly object: T }
  | { readonly state: 'broken'; readonly problems: readonly string[] };
