import { GROUPS } from '../discovery/resources';
import { findKind, isCustomGroup } from '../kinds';
import type { ResourceRequest } from './request-info';

/** Verbs for which objects of all namespaces can be meant. */
const ACROSS_NAMESPACES = ['list', 'watch'];

/**
 * Whether a resource's path is one of a group that is served. Otherwise it is an unknown path like others; for custom
 * resources, so are those of other versions, resources and scopes.
 */
export function isServed({ group, version, resource, namespace, verb }: ResourceRequest): boolean {
  if (group === '') return true;
  if (!GROUPS.includes(group)) return false;
  if (!isCustomGroup(group)) return true;
  const kind = findKind(group, version, resource);
  if (!kind) return false;
  return kind.namespaced === (namespace !== '') || (kind.namespaced && ACROSS_NAMESPACES.includes(verb));
}
