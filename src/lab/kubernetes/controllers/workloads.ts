import { createHash } from 'node:crypto';
import { at, fieldsOf, listOf, numberOf, timestamp, type Fields, type KubeObject } from '../objects';
import { controlledBy, controls, type Writer } from './writer';

/** Makes and scales the replica set of every deployment. */
export function reconcileDeployments(writer: Writer): void {
  for (const deployment of writer.list('deployments')) {
    const { namespace = '', name } = deployment.metadata;
    const template = fieldsOf(deployment, 'spec', 'template');
    const hash = createHash('sha256').update(JSON.stringify(template)).digest('hex').slice(0, 10);
    const own = writer.list('replicasets', namespace).filter((candidate) => controls(deployment, candidate));
    const current = own.find(({ metadata }) => metadata.name === `${name}-${hash}`);
    const replicas = numberOf(deployment, 'spec', 'replicas') ?? 1;
    if (!current) writer.create('replicasets', namespace, replicaSetOf(deployment, template, hash, replicas));
    for (const replicaSet of own) {
      const wanted = replicaSet === current ? replicas : 0;
      if (numberOf(replicaSet, 'spec', 'replicas') !== wanted)
        writer.update('replicasets', replicaSet, { spec: { ...fieldsOf(replicaSet, 'spec'), replicas: wanted } });
    }
    writer.update('deployments', deployment, { status: deploymentStatus(deployment, current) }, 'status');
  }
}

function replicaSetOf(
  { metadata, ...deployment }: KubeObject,
  template: Fields,
  hash: string,
  replicas: number,
): Fields {
  const extra = { 'pod-template-hash': hash };
  const labels = { ...fieldsOf(template, 'metadata', 'labels'), ...extra };
  const selector = fieldsOf(deployment, 'spec', 'selector');
  return {
    metadata: {
      name: `${metadata.name}-${hash}`,
      labels,
      ownerReferences: [controlledBy({ ...deployment, metadata })],
    },
    spec: {
      replicas,
      selector: { ...selector, matchLabels: { ...fieldsOf(selector, 'matchLabels'), ...extra } },
      template: { ...template, metadata: { ...fieldsOf(template, 'metadata'), labels } },
    },
  };
}

function deploymentStatus({ metadata, ...deployment }: KubeObject, current: KubeObject | undefined): Fields {
  const count = (name: string) => numberOf(current, 'status', name) ?? 0;
  const isAvailable = count('readyReplicas') >= (numberOf(deployment, 'spec', 'replicas') ?? 1);
  const status = isAvailable ? 'True' : 'False';
  const before = listOf(deployment, 'status', 'conditions').find((condition) => at(condition, 'status') === status);
  const now = timestamp();
  return {
    observedGeneration: metadata.generation,
    ...counts({
      replicas: count('replicas'),
      updatedReplicas: count('replicas'),
      readyReplicas: count('readyReplicas'),
      availableReplicas: count('readyReplicas'),
    }),
    conditions: [
      before ?? {
        type: 'Available',
        status,
        reason: isAvailable ? 'MinimumReplicasAvailable' : 'MinimumReplicasUnavailable',
        message: isAvailable
          ? 'Deployment has minimum availability.'
          : 'Deployment does not have minimum availability.',
        lastUpdateTime: now,
        lastTransitionTime: now,
      },
    ],
  };
}

/** Numbers other than 0, which aren't written. */
function counts(numbers: Readonly<Record<string, number>>): Fields {
  return Object.fromEntries(Object.entries(numbers).filter(([, number]) => number > 0));
}

/** The maximum number of pods of a replica set: what one node has addresses for. */
const MOST_PODS = 240;

/** Makes and removes the pods of every replica set. */
export function reconcileReplicaSets(writer: Writer): void {
  for (const replicaSet of writer.list('replicasets')) {
    const { namespace = '', name, deletionTimestamp } = replicaSet.metadata;
    const pods = writer
      .list('pods', namespace)
      .filter((pod) => controls(replicaSet, pod) && pod.metadata.deletionTimestamp === undefined);
    const replicas = deletionTimestamp === undefined ? (numberOf(replicaSet, 'spec', 'replicas') ?? 1) : 0;
    const wanted = Math.min(replicas, MOST_PODS);
    for (let missing = pods.length; missing < wanted; missing += 1) {
      const template = fieldsOf(replicaSet, 'spec', 'template');
      const metadata = {
        ...fieldsOf(template, 'metadata'),
        generateName: `${name}-`,
        ownerReferences: [controlledBy(replicaSet)],
      };
      writer.create('pods', namespace, { metadata, spec: at(template, 'spec') });
    }
    for (const pod of pods.slice(wanted)) writer.remove('pods', pod);
    const ready = pods.filter(isReady).length;
    const status = { replicas: pods.length, ...counts({ readyReplicas: ready, availableReplicas: ready }) };
    writer.update('replicasets', replicaSet, { status }, 'status');
  }
}

/** Whether a pod can be sent requests. */
export function isReady(pod: KubeObject): boolean {
  return listOf(pod, 'status', 'conditions').some(
    (condition) => at(condition, 'type') === 'Ready' && at(condition, 'status') === 'True',
  );
}
