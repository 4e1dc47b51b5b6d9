export { changedProfile } from './apply';
export { formatLines, formatProfile } from './format';
export {
  SECTIONS,
  type DocumentLine,
  type DocumentProblem,
  type ProblemCode,
  type RuleLine,
  type RulesDocument,
  type Section,
  type Span,
} from './model';
export { parseDocument } from './parse';
