import type * as analysis from './analysis';

/**
 * The policy engine with its questions about a whole cluster, as one chunk that is loaded at first use. All users share
 * one instance, so each policy is compiled once.
 */
export { compiledOf, compileInSlices, withDrafts } from '../../cluster/analysis/compiled';
export { objectCoverage } from '../../cluster/analysis/object-coverage';
export { decidingPoliciesOf } from '../../cluster/analysis/rule-coverage';
export { lintAll, lintDrafts, lintPolicy, lintProfile, lintResource } from '../../cluster/analysis/lint';
export { draftOf } from './draft';

/** The chunk once it is loaded. */
export type Analysis = typeof analysis;
