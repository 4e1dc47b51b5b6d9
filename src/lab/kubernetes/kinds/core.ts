import { admitPod, podDefaults, podSpecCauses } from '../admission/pod';
import { admitService, serviceCauses, serviceDefaults } from '../admission/service';
import { at, fieldsOf, listOf, textOf, type KubeObject } from '../objects';
import { configMap, namespace, node, pod, serviceAccount } from '../schema/pod';
import { event, service } from '../schema/service';
import { eventColumns, namespaceColumns, nodeColumns, serviceColumns } from '../table/cluster-columns';
import { column, ageOf, AGE, NAME, NAME_AND_AGE } from '../table/columns';
import { podColumns } from '../table/workload-columns';
import type { Kind } from './kind';

const CORE = { group: '', version: 'v1' };

function selectable(...paths: readonly string[]): NonNullable<Kind['selectable']> {
  return (object: KubeObject) =>
    Object.fromEntries(paths.map((path) => [path, scalarText(at(object, ...path.split('.')))]));
}

/** A field as text; empty if it is missing. */
function scalarText(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

/** The kinds of the core group. */
export const CORE_KINDS: readonly Kind[] = [
  {
    ...CORE,
    kind: 'ConfigMap',
    plural: 'configmaps',
    singular: 'configmap',
    shortNames: ['cm'],
    namespaced: true,
    names: 'subdomain',
    shape: configMap,
    columns: {
      definitions: [NAME, column('Data', 'How many entries there are'), AGE],
      cells: (object) => [
        object.metadata.name,
        String(Object.keys(fieldsOf(object, 'data')).length),
        ageOf(object.metadata.creationTimestamp),
      ],
    },
  },
  {
    ...CORE,
    kind: 'Event',
    plural: 'events',
    singular: 'event',
    shortNames: ['ev'],
    namespaced: true,
    names: 'subdomain',
    shape: event,
    selectable: selectable(
      'involvedObject.kind',
      'involvedObject.namespace',
      'involvedObject.name',
      'involvedObject.uid',
      'reason',
      'type',
    ),
    columns: eventColumns,
  },
  {
    ...CORE,
    kind: 'Namespace',
    plural: 'namespaces',
    singular: 'namespace',
    shortNames: ['ns'],
    namespaced: false,
    collection: false,
    subresources: ['finalize', 'status'],
    names: 'label',
    shape: namespace,
    defaults: (draft) => {
      const metadata = draft['metadata'] as Record<string, unknown>;
      const labels = { ...fieldsOf(metadata, 'labels'), 'kubernetes.io/metadata.name': textOf(metadata, 'name') ?? '' };
      metadata['labels'] = Object.fromEntries(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
    },
    admit: (draft) => {
      const finalizers = listOf(draft, 'spec', 'finalizers');
      draft['spec'] = { finalizers: finalizers.includes('kubernetes') ? finalizers : [...finalizers, 'kubernetes'] };
      draft['status'] = { phase: 'Active' };
    },
    selectable: selectable('status.phase'),
    columns: namespaceColumns,
  },
  {
    ...CORE,
    kind: 'Node',
    plural: 'nodes',
    singular: 'node',
    shortNames: ['no'],
    namespaced: false,
    subresources: ['status'],
    names: 'subdomain',
    shape: node,
    admit: (draft) => {
      const taint = { key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' };
      const spec = draft['spec'] as Record<string, unknown>;
      spec['taints'] = [...listOf(spec, 'taints'), taint];
    },
    selectable: selectable('spec.unschedulable'),
    columns: nodeColumns,
  },
  {
    ...CORE,
    kind: 'Pod',
    plural: 'pods',
    singular: 'pod',
    shortNames: ['po'],
    categories: ['all'],
    namespaced: true,
    subresources: ['status'],
    generation: true,
    names: 'subdomain',
    shape: pod,
    defaults: podDefaults,
    admit: admitPod,
    validate: (draft) => podSpecCauses(fieldsOf(draft, 'spec'), 'spec'),
    selectable: selectable(
      'spec.nodeName',
      'spec.restartPolicy',
      'spec.schedulerName',
      'spec.serviceAccountName',
      'status.phase',
      'status.podIP',
    ),
    columns: podColumns,
  },
  {
    ...CORE,
    kind: 'Service',
    plural: 'services',
    singular: 'service',
    shortNames: ['svc'],
    categories: ['all'],
    namespaced: true,
    subresources: ['proxy', 'status'],
    names: 'label',
    shape: service,
    defaults: serviceDefaults,
    admit: admitService,
    validate: serviceCauses,
    selectable: selectable('spec.clusterIP', 'spec.type'),
    columns: serviceColumns,
  },
  {
    ...CORE,
    kind: 'ServiceAccount',
    plural: 'serviceaccounts',
    singular: 'serviceaccount',
    shortNames: ['sa'],
    namespaced: true,
    names: 'subdomain',
    shape: serviceAccount,
    columns: NAME_AND_AGE,
  },
];
