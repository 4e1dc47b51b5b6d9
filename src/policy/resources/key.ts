import { RESOURCE_KINDS, versionOf, type ResourceId } from './kinds';

/** Where Calico 3 stores its objects in etcd (libcalico-go's resource.go). */
export const RESOURCES = '/calico/resources/v3/projectcalico.org/';

/**
 * Returns the key of an object: of Calico's kinds, that in etcd; of Kubernetes', its path in the API, which identifies
 * it as well.
 */
export function resourceKey({ kind, namespace, name }: ResourceId): string {
  const { plural, namespaced } = RESOURCE_KINDS[kind];
  const place = namespaced ? `${namespace ?? ''}/` : '';
  const version = versionOf(kind);
  if (version === 'projectcalico.org/v3') return `${RESOURCES}${plural}/${place}${name}`;
  const root = version.includes('/') ? `/apis/${version}/` : `/api/${version}/`;
  return namespaced ? `${root}namespaces/${place}${plural}/${name}` : `${root}${plural}/${name}`;
}

/** Whether two IDs are those of one object. */
export function isSameResource(a: ResourceId, b: ResourceId): boolean {
  return a.kind === b.kind && a.namespace === b.namespace && a.name === b.name;
}

/** Returns the name of an object for people, with its namespace if it has one. */
export function resourceName({
  namespace,
  name,
}: Pick<ResourceId, 'name'> & { readonly namespace?: string | undefined }): string {
  return namespace === undefined ? name : `${namespace}/${name}`;
}
