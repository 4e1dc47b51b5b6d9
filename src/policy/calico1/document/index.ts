export { changedPolicy, changedProfile } from './apply';
export { changedRulesText } from './change-rules';
export { formatLines, formatPolicy, formatProfile } from './format';
export {
  OPTIONAL,
  SECTIONS_OF,
  type DocumentKind,
  type DocumentLine,
  type DocumentProblem,
  type ProblemCode,
  type RuleLine,
  type RulesDocument,
  type Section,
  type SectionSyntax,
  type Span,
} from './model';
export { checkRule } from './line';
export { ignoredByFelix, parseDocument } from './parse';
