import type { Expectation } from './expectation';
import { tokenize } from './lexer';
import { parseTokens } from './parser';
import type { SyntaxProblem } from './problem';
import type { Rule } from '../rule';

export { describe, type Expectation, type ValueKind } from './expectation';
export { formatRule } from './format';
export type { SyntaxProblem } from './problem';

/**
 * Reads one rule from its text, e.g. `allow tcp from tag client to ports 9000`. Never throws: what is wrong comes
 * back with its place, and the rule is there if and only if nothing is wrong.
 */
export function parseRule(text: string): { readonly rule?: Rule; readonly errors: readonly SyntaxProblem[] } {
  const { rule, errors } = parseTokens(tokenize(text), text.length, 'full');
  // The full dialect reads every value into the type that its key has in a rule.
  return rule ? { rule, errors } : { errors };
}

/** What may stand at a place in a rule's text, and the part of the text it would replace: the word at the place. */
export interface Completion {
  readonly start: number;
  readonly end: number;
  readonly expected: readonly Expectation[];
}

/** What may stand at `offset`, going by the words before the one that is being typed there. */
export function completeRule(text: string, offset: number): Completion {
  const tokens = tokenize(text);
  const before = tokens.filter((token) => token.end < offset);
  const current = tokens.find((token) => token.start <= offset && offset <= token.end);
  const { errors, next } = parseTokens(before, offset, 'full');
  // After a word that fits nowhere nothing can be told; a bad value, or a rule still incomplete, hinders nothing.
  const lost = errors.some((error) => error.expected.length > 0 && error.start < offset);
  return { start: current?.start ?? offset, end: current?.end ?? offset, expected: lost ? [] : next };
}
