/** Objects as YAML documents, with positions. */
export { changedInStyle, changedLines, changedText, type ObjectChange } from './edit';
export { MANIFEST_KINDS, readManifest, type Manifest, type ManifestPart, type ObjectSource } from './manifest';
export { partAt } from './part';
export { placeAt, type KeyPlace, type ValuePlace } from './place';
export { labelUseAt, labelUses, type LabelUse } from './label-uses';
export { commentsIn, parseYaml, plainText, type Span, type YamlDocument } from './yaml';
export {
  formatResource,
  newResource,
  readResourceDocument,
  withoutCounts,
  type NewResource,
  type ResourceDocument,
  type ResourceProblem,
} from './resource';
export { startAt } from './start';
export { meaningOf } from './schema/kind-meanings';
export { schemaOf, type LabelOwner, type Schema, type ValueSchema } from './schema';
