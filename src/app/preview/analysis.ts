import type * as analysis from './analysis';

/*
 * What asks the policy engine about a whole cluster: one chunk, loaded at first use. All who use it get the same one, so
 * that a policy is compiled for all of them once.
 */
export { compiledOf, withDrafts } from '../../cluster/analysis/compiled';
export { decidersOf } from '../../cluster/analysis/rule-coverage';
export { lintAll, lintProfile } from '../../cluster/analysis/lint';
export { draftOf } from './draft';

/** The chunk, once it is loaded. */
export type Analysis = typeof analysis;
