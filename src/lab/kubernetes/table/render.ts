import type { Kind } from '../kinds/kind';
import type { Fields, KubeObject, Metadata } from '../objects';
import { badRequest } from '../status-error';
import { NAME_AND_AGE } from './columns';

/** What a row holds besides its cells. */
export type IncludeObject = 'None' | 'Metadata' | 'Object';

/** Reads `includeObject` of a query. @throws StatusError 400 */
export function includeObject(query: URLSearchParams): IncludeObject {
  const text = query.get('includeObject') ?? '';
  if (text === '') return 'Metadata';
  if (text === 'None' || text === 'Metadata' || text === 'Object') return text;
  throw badRequest(
    `Unable to convert to Table as requested: includeObject: Invalid value: ${JSON.stringify(text)}: must be 'Metadata', 'Object', 'None', or empty`,
  );
}

/**
 * Returns objects as a table.
 * @param hasHeader Whether the columns are stated; a watch states them once.
 */
export function table(
  { columns = NAME_AND_AGE }: Kind,
  objects: readonly KubeObject[],
  metadata: Fields,
  include: IncludeObject,
  hasHeader = true,
): Fields {
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata,
    columnDefinitions: hasHeader ? columns.definitions : null,
    rows: objects.map((object) => ({
      cells: columns.cells(object).map((cell) => (cell === undefined ? '' : cell)),
      object: rowObject(object, include),
    })),
  };
}

function rowObject(object: KubeObject, include: IncludeObject): Fields | null {
  if (include === 'None') return null;
  return include === 'Object' ? object : partial(object.metadata);
}

/** An object without anything but its metadata. */
export function partial(metadata: Metadata): Fields {
  return { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata };
}

/** A list of objects without anything but their metadata. */
export function partialList(objects: readonly KubeObject[], metadata: Fields): Fields {
  return {
    kind: 'PartialObjectMetadataList',
    apiVersion: 'meta.k8s.io/v1',
    metadata,
    items: objects.map((object) => partial(object.metadata)),
  };
}
