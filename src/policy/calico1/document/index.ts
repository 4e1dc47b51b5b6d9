export { changedProfile } from './apply';
export { formatLines, formatProfile, type LineEdit } from './format';
export {
  SECTIONS,
  type DocumentLine,
  type DocumentProblem,
  type LineSyntax,
  type ProblemCode,
  type RuleLine,
  type RulesDocument,
  type Section,
  type Span,
  type Word,
} from './model';
export { parseDocument } from './parse';
