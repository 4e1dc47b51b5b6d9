import { isRecord } from '../../../base/json';
import { LAST_APPLIED } from '../objects';
import type { ServedResource } from '../resources';

/** An object to write, as a person or a program made it: `metadata` with a name, and `spec`. */
export type ApiObjectJson = Readonly<Record<string, unknown>>;

type Metadata = Readonly<Record<string, unknown>>;

/** Fields of `metadata` that belong to the one who writes. The server sets the others. */
const WRITTEN = ['name', 'namespace', 'labels', 'annotations', 'finalizers', 'ownerReferences'];

export function metadataOf({ metadata }: ApiObjectJson): Metadata {
  return isRecord(metadata) ? metadata : {};
}

/** Returns the object without what the server sets. A resource version in an object to create is a server error. */
export function toCreate(
  resource: ServedResource,
  object: ApiObjectJson,
  namespace: string | undefined,
): ApiObjectJson {
  const { status: _status, ...rest } = object;
  return {
    ...rest,
    ...typeOf(resource),
    metadata: { ...pick(metadataOf(object)), ...(namespace !== undefined && { namespace }) },
  };
}

/**
 * Returns the object with which the current one is replaced. What the written object leaves out of the metadata that it
 * does not show stays: owners, finalizers, and the annotation that kubectl needs.
 */
export function toReplace(resource: ServedResource, object: ApiObjectJson, current: ApiObjectJson): ApiObjectJson {
  const { managedFields: _managers, annotations: old, labels: _labels, ...kept } = metadataOf(current);
  const { annotations, ...written } = pick(metadataOf(object));
  const applied = isRecord(old) && LAST_APPLIED in old ? { [LAST_APPLIED]: old[LAST_APPLIED] } : {};
  const all = { ...(isRecord(annotations) && annotations), ...applied };
  return {
    ...(current['status'] !== undefined && { status: current['status'] }),
    ...object,
    ...typeOf(resource),
    metadata: { ...kept, ...written, ...(Object.keys(all).length > 0 && { annotations: all }) },
  };
}

/**
 * Returns the object for a server-side apply. The server compares it with those of other managers before it sets
 * defaults, so that ports without their protocol would conflict.
 */
export function toApply(
  resource: ServedResource,
  object: ApiObjectJson,
  namespace: string | undefined,
  resourceVersion: string | undefined,
): ApiObjectJson {
  const created = toCreate(resource, object, namespace);
  const metadata = { ...metadataOf(created), ...(resourceVersion !== undefined && { resourceVersion }) };
  const isOwn = resource.apiVersion === 'networking.k8s.io/v1';
  return { ...created, metadata, ...(isOwn && isRecord(created['spec']) && { spec: withProtocols(created['spec']) }) };
}

function withProtocols(spec: Metadata): Metadata {
  const rules = (list: unknown) =>
    Array.isArray(list)
      ? list.map((rule: unknown) =>
          isRecord(rule) && Array.isArray(rule['ports'])
            ? {
                ...rule,
                ports: rule['ports'].map((port: unknown) => (isRecord(port) ? { protocol: 'TCP', ...port } : port)),
              }
            : rule,
        )
      : list;
  return {
    ...spec,
    ...(spec['ingress'] !== undefined && { ingress: rules(spec['ingress']) }),
    ...(spec['egress'] !== undefined && { egress: rules(spec['egress']) }),
  };
}

function typeOf({ apiVersion, type }: ServedResource) {
  return { apiVersion, kind: type.kind };
}

function pick(metadata: Metadata): Metadata {
  return Object.fromEntries(
    WRITTEN.filter((name) => Object.hasOwn(metadata, name)).map((name) => [name, metadata[name]]),
  );
}
