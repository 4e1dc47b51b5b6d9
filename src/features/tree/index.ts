// The tree feature's exports for other features.
export { childrenOf, locateRule } from './children';
export { RowDrag } from './drag';
export { moveAllWithin, moveInLists, putInto, takeOut } from './drag-edit';
export type { Drop, DropTarget } from './drag-plan';
export { registerNamespaceFilter } from './filter-commands';
export { NamespaceFilters } from './namespace-filter';
export { Findings } from './findings';
export { locatePolicyRule, positionIn } from './rows/tier-rows';
export { rowOf } from './rows/row';
export { ClusterTree } from './provider';
