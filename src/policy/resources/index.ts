/** The objects that affect policy, of Calico 3 and of Kubernetes: their kinds, IDs and stored form. */
export { isSameResource, resourceName, RESOURCES, resourceKey } from './key';
export {
  groupOf,
  hasOrder,
  isPolicyKind,
  isResourceKind,
  kindOf,
  RESOURCE_KINDS,
  resourceIdOf,
  versionOf,
  writtenKind,
  type ResourceId,
  type ResourceKind,
} from './kinds';
export { isCalicoPolicy, isOfCalico, isOfComponents } from './groups';
export { calicoRulesIn, ruleLines } from './rules';
export { readText } from './read';
export { enforcedId, portableMetadata, promotionOf, stagedCopy, stagedId, type Promotion } from './staging';
export { selectorText } from './selector-text';
export type { PolicyObject, ReadResource, StoredResource } from './stored';
export { translatingApiObjects, type ApiObjects } from './translate';
