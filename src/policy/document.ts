export { changedProfile } from './document/apply';
export { formatLines, formatProfile, type LineEdit } from './document/format';
export { SECTIONS, type DocumentLine, type DocumentProblem, type LineSyntax, type ProblemCode, type RuleLine, type RulesDocument, type Section, type Span, type Word } from './document/model';
export { parseDocument } from './document/parse';
