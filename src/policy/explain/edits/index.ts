export { allowingEdits } from './allowing';
export { blockingEdits } from './blocking';
export type { FlowEdits } from './effect';
export type { ObjectEdit } from './object-edit';
