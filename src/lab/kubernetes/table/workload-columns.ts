import { at, fieldsOf, listOf, numberOf, textOf, type KubeObject } from '../objects';
import { AGE, ageOf, column, NAME, type Columns } from './columns';
import { selectorText } from './selector-text';

const WIDE = { priority: 1 } as const;
const NONE = '<none>';

const READY = column('Ready', 'How many of the pods, or of a pod’s containers, are ready');
const TEMPLATE = [
  column('Containers', 'Names of the containers in the template', WIDE),
  column('Images', 'Images of the containers in the template', WIDE),
  column('Selector', 'The labels of the pods', WIDE),
];

export const podColumns: Columns = {
  definitions: [
    NAME,
    READY,
    column('Status', 'The state of the pod and its containers'),
    column('Restarts', 'How often its containers were restarted'),
    AGE,
    column('IP', 'The address of the pod', WIDE),
    column('Node', 'The node that it runs on', WIDE),
    column('Nominated Node', 'The node that waits for it', WIDE),
    column('Readiness Gates', 'Conditions besides its containers’', WIDE),
  ],
  cells: (pod) => {
    const containers = listOf(pod, 'spec', 'containers').length;
    const statuses = listOf(pod, 'status', 'containerStatuses');
    const ready = statuses.filter((status) => at(status, 'ready') === true).length;
    const restarts = statuses.reduce<number>((sum, status) => sum + (numberOf(status, 'restartCount') ?? 0), 0);
    return [
      pod.metadata.name,
      `${ready}/${containers}`,
      statusOf(pod),
      String(restarts),
      ageOf(pod.metadata.creationTimestamp),
      textOf(pod, 'status', 'podIP') ?? NONE,
      textOf(pod, 'spec', 'nodeName') ?? NONE,
      NONE,
      NONE,
    ];
  },
};

function statusOf(pod: KubeObject): string {
  if (pod.metadata.deletionTimestamp !== undefined) return 'Terminating';
  const waiting = listOf(pod, 'status', 'containerStatuses')
    .map((status) => textOf(status, 'state', 'waiting', 'reason') ?? textOf(status, 'state', 'terminated', 'reason'))
    .find((reason) => reason !== undefined);
  return waiting ?? textOf(pod, 'status', 'phase') ?? 'Unknown';
}

function templateCells(object: KubeObject): string[] {
  const containers = listOf(object, 'spec', 'template', 'spec', 'containers');
  return [
    containers.map((container) => textOf(container, 'name') ?? '').join(','),
    containers.map((container) => textOf(container, 'image') ?? '').join(','),
    selectorText(fieldsOf(object, 'spec', 'selector')),
  ];
}

export const deploymentColumns: Columns = {
  definitions: [
    NAME,
    READY,
    column('Up-to-date', 'How many pods have the current template'),
    column('Available', 'How many pods are available'),
    AGE,
    ...TEMPLATE,
  ],
  cells: (deployment) => {
    const count = (name: string) => numberOf(deployment, 'status', name) ?? 0;
    return [
      deployment.metadata.name,
      `${count('readyReplicas')}/${numberOf(deployment, 'spec', 'replicas') ?? 0}`,
      count('updatedReplicas'),
      count('availableReplicas'),
      ageOf(deployment.metadata.creationTimestamp),
      ...templateCells(deployment),
    ];
  },
};

const INTEGER = { type: 'integer' } as const;

export const replicaSetColumns: Columns = {
  definitions: [
    NAME,
    column('Desired', 'How many pods are wanted', INTEGER),
    column('Current', 'How many pods there are', INTEGER),
    column('Ready', 'How many pods are ready', INTEGER),
    AGE,
    ...TEMPLATE,
  ],
  cells: (replicaSet) => [
    replicaSet.metadata.name,
    numberOf(replicaSet, 'spec', 'replicas') ?? 0,
    numberOf(replicaSet, 'status', 'replicas') ?? 0,
    numberOf(replicaSet, 'status', 'readyReplicas') ?? 0,
    ageOf(replicaSet.metadata.creationTimestamp),
    ...templateCells(replicaSet),
  ],
};
