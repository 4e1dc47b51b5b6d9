/** Objects as YAML documents, with positions. */
export { formatResource, newResource, readResourceDocument, type NewResource, type ResourceDocument } from './resource';
