import type { ApiObject, ObjectMeta } from '../../objects/meta';
import type { PodSpec } from './core';

/** A controller of pods, which manifests contain instead of pods. */
export interface Workload extends ApiObject {
  readonly kind: 'Deployment' | 'StatefulSet' | 'DaemonSet' | 'ReplicaSet' | 'ReplicationController' | 'Job';
  readonly spec: {
    readonly template: {
      readonly metadata?: Omit<ObjectMeta, 'name'>;
      readonly spec?: PodSpec;
    };
  };
}
