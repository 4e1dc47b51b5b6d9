import { fieldsOf, numberOf, type Fields, type KubeObject } from '../objects';
import { selectorText } from '../table/selector-text';

/** The scale of a deployment or replica set: how many pods are wanted and how many there are. */
export function scaleOf(object: KubeObject): Fields {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: { replicas: numberOf(object, 'spec', 'replicas') ?? 0 },
    status: {
      replicas: numberOf(object, 'status', 'replicas') ?? 0,
      selector: selectorText(fieldsOf(object, 'spec', 'selector')),
    },
  };
}
