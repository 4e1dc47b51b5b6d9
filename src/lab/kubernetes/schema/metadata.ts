import { any, atomicList, boolean, integer, kept, listMap, map, object, set, string, always } from './shape';

const ownerReference = object(
  'OwnerReference',
  {
    apiVersion: always(string),
    kind: always(string),
    name: always(string),
    uid: always(string),
    controller: kept(boolean),
    blockOwnerDeletion: kept(boolean),
  },
  { atomic: true },
);

/** `metadata` of every kind. */
export const objectMeta = object(
  'ObjectMeta',
  {
    name: string,
    generateName: string,
    namespace: string,
    selfLink: string,
    uid: string,
    resourceVersion: string,
    generation: integer,
    creationTimestamp: string,
    deletionTimestamp: string,
    deletionGracePeriodSeconds: kept(integer),
    labels: map(string),
    annotations: map(string),
    ownerReferences: listMap(ownerReference, ['uid']),
    finalizers: set(string),
    managedFields: atomicList(any),
  },
  { always: true },
);

export const labelSelector = object(
  'LabelSelector',
  {
    matchLabels: map(string),
    matchExpressions: atomicList(
      object('LabelSelectorRequirement', {
        key: always(string),
        operator: always(string),
        values: atomicList(string),
      }),
    ),
  },
  { atomic: true },
);

/** `apiVersion`, `kind` and `metadata`, which every object begins with. */
export const head = { kind: string, apiVersion: string, metadata: objectMeta };
