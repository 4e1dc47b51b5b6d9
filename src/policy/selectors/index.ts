/** Calico's selector language: parsing, evaluation, formatting. Pure functions on texts and labels. */
export { ALL, allOf, keysOf, prefixKeys, type SelectorNode } from './ast';
export { completeSelector, type SelectorExpectation } from './complete';
export { compileSelector, type Labels } from './evaluate';
export { formatSelector, quote } from './format';
export { fromLabelSelector, labelSelectorTerms, type LabelExpression, type LabelSelector } from './label-selector';
export { labelMentions } from './mentions';
export type { ParsedSelector } from './parser';
export { parseSelector, parseV1Selector, parseV3Selector } from './selector';
