/** The objects that affect policy, of Calico 3 and of Kubernetes: their kinds, IDs and stored form. */
export { RESOURCES, resourceKey } from './key';
export {
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
export { isCalicoPolicy, isKubernetesPolicy, isOfCalico } from './groups';
export { labelsText } from './kubernetes-rules';
export { calicoRulesIn, formatRule, ruleLines, type RuleLine } from './rules';
export { readText } from './read';
export { selectorText } from './selector-text';
export type { PolicyObject, ReadResource, StoredResource } from './stored';
export { translateApiObjects, type ApiObjects } from './translate';
