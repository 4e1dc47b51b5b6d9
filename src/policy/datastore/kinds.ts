import { RESOURCES, RESOURCE_KINDS, versionOf, type ResourceId, type ResourceKind } from '../resources';

/** The kinds that Calico 3's etcd datastore holds, by the plural in their keys. */
const BY_PLURAL: ReadonlyMap<string, ResourceKind> = new Map(
  (Object.keys(RESOURCE_KINDS) as ResourceKind[])
    .filter((kind) => versionOf(kind) === 'projectcalico.org/v3')
    .map((kind) => [RESOURCE_KINDS[kind].plural, kind]),
);

/** Parses a key. Returns undefined for other keys. */
export function parseResourceKey(key: string): ResourceId | undefined {
  if (!key.startsWith(RESOURCES)) return undefined;
  const [plural = '', first = '', second, ...deeper] = key.slice(RESOURCES.length).split('/');
  const kind = BY_PLURAL.get(plural);
  if (!kind || first === '' || second === '' || deeper.length > 0) return undefined;
  if (RESOURCE_KINDS[kind].namespaced !== (second !== undefined)) return undefined;
  return second === undefined ? { kind, name: first } : { kind, namespace: first, name: second };
}
