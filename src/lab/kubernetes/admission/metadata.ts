import { fieldsOf, listOf, textOf, type KubeObject } from '../objects';
import type { Kind } from '../kinds/kind';
import { forbiddenValue, invalidValue, requiredValue, tooLong } from '../causes';
import type { Cause } from '../status-error';
import { labelValueFaults, nameFaults, qualifiedNameFaults } from './names';

/** The maximum size of all annotations of an object, in bytes. */
const MOST_ANNOTATIONS = 256 * 1024;

/** Finalizers of Kubernetes itself, which need no domain. */
const STANDARD_FINALIZERS = ['kubernetes', 'orphan', 'foregroundDeletion'];

/** Checks the metadata of an object that is to be stored. */
export function metadataCauses(
  { names }: Kind,
  object: Readonly<Record<string, unknown>>,
  old: KubeObject | undefined,
): Cause[] {
  const metadata = fieldsOf(object, 'metadata');
  const name = textOf(metadata, 'name') ?? '';
  const uid = textOf(metadata, 'uid');
  return [
    ...(name === '' ? [requiredValue('metadata.name', 'name or generateName is required')] : []),
    ...(name === '' ? [] : nameFaults(name, names).map((fault) => invalidValue('metadata.name', name, fault))),
    ...labelCauses(fieldsOf(metadata, 'labels')),
    ...annotationCauses(fieldsOf(metadata, 'annotations')),
    ...ownerCauses(listOf(metadata, 'ownerReferences')),
    ...finalizerCauses(listOf(metadata, 'finalizers').map(String), old),
    ...(old && uid !== old.metadata.uid ? [invalidValue('metadata.uid', uid, 'field is immutable')] : []),
  ];
}

function labelCauses(labels: Readonly<Record<string, unknown>>): Cause[] {
  return Object.entries(labels).flatMap(([key, value]) => [
    ...qualifiedNameFaults(key).map((fault) => invalidValue('metadata.labels', key, fault)),
    ...labelValueFaults(String(value)).map((fault) => invalidValue('metadata.labels', value, fault)),
  ]);
}

/** Keys of annotations are compared without regard to case. */
function annotationCauses(annotations: Readonly<Record<string, unknown>>): Cause[] {
  const entries = Object.entries(annotations);
  const size = entries.reduce(
    (sum, [key, value]) => sum + Buffer.byteLength(key) + Buffer.byteLength(String(value)),
    0,
  );
  return [
    ...entries.flatMap(([key]) =>
      qualifiedNameFaults(key.toLowerCase()).map((fault) => invalidValue('metadata.annotations', key, fault)),
    ),
    ...(size > MOST_ANNOTATIONS ? [tooLong('metadata.annotations', MOST_ANNOTATIONS)] : []),
  ];
}

function ownerCauses(owners: readonly unknown[]): Cause[] {
  return owners.flatMap((owner, index) =>
    (['apiVersion', 'kind', 'name', 'uid'] as const).flatMap((field) =>
      (textOf(owner, field) ?? '') === ''
        ? [
            field === 'apiVersion'
              ? invalidValue(`metadata.ownerReferences[${index}].apiVersion`, '', 'version must not be empty')
              : requiredValue(`metadata.ownerReferences[${index}].${field}`, 'must not be empty'),
          ]
        : [],
    ),
  );
}

function finalizerCauses(finalizers: readonly string[], old: KubeObject | undefined): Cause[] {
  const before = old?.metadata.finalizers ?? [];
  const added = finalizers.filter((finalizer) => !before.includes(finalizer));
  return [
    ...finalizers.flatMap((finalizer, index) => [
      ...qualifiedNameFaults(finalizer).map((fault) => invalidValue('metadata.finalizers', finalizer, fault)),
      ...(finalizer.includes('/') || STANDARD_FINALIZERS.includes(finalizer)
        ? []
        : [
            invalidValue(
              `metadata.finalizers[${index}]`,
              finalizer,
              'name is neither a standard finalizer name nor is it fully qualified',
            ),
          ]),
    ]),
    ...(old?.metadata.deletionTimestamp !== undefined && added.length > 0
      ? [
          forbiddenValue(
            'metadata.finalizers',
            `no new finalizers can be added if the object is being deleted, found new finalizers []string{${added.map((text) => JSON.stringify(text)).join(', ')}}`,
          ),
        ]
      : []),
  ];
}
