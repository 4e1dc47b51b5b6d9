import type { ApiObject, ObjectMeta } from '../../objects/meta';
import type { PodSpec } from './core';

/** What makes pods: a manifest has it where a cluster has the pods. */
export interface Workload extends ApiObject {
  readonly kind: 'Deployment' | 'StatefulSet' | 'DaemonSet' | 'ReplicaSet' | 'ReplicationController' | 'Job';
  readonly spec: {
    readonly template: {
      readonly metadata?: Omit<ObjectMeta, 'name'>;
      readonly spec?: PodSpec;
    };
  };
}
