/** What other features use of this one. */

export { childrenOf, locateRule } from './children';
export { moveWithin, putInto, takeOut } from './drag-edit';
export type { Drop, Place } from './drag-plan';
export type { RowDrag } from './drag';
export type { ClusterTree } from './provider';
