import type { Expectation } from './expectation';
import { tokenize } from './lexer';
import { parseTokens } from './parser';
import type { SyntaxProblem } from './problem';
import type { Rule } from '../rule';

export { describe, type Expectation, type ValueKind } from './expectation';
export { formatRule } from './format';
export type { SyntaxProblem } from './problem';

/**
 * Parses one rule, for example `allow tcp from tag client to ports 9000`. Never throws: errors are returned with their
 * spans, and the rule is present if and only if there are none.
 */
export function parseRule(text: string): { readonly rule?: Rule; readonly errors: readonly SyntaxProblem[] } {
  const { rule, errors } = parseTokens(tokenize(text), text.length, 'full');
  // The full dialect reads every value into its key's type.
  return rule ? { rule, errors } : { errors };
}

/** What is expected at a position in a rule's text, and the word that a completion would replace. */
export interface Completion {
  readonly start: number;
  readonly end: number;
  readonly expected: readonly Expectation[];
}

/** Returns the completions at `offset`, based on the words before the one being typed. */
export function completeRule(text: string, offset: number): Completion {
  const tokens = tokenize(text);
  const before = tokens.filter((token) => token.end < offset);
  const current = tokens.find((token) => token.start <= offset && offset <= token.end);
  const { errors, next } = parseTokens(before, offset, 'full');
  // After an unexpected word nothing can be completed; an invalid value or an incomplete rule is no obstacle.
  const lost = errors.some((error) => error.expected.length > 0 && error.start < offset);
  return { start: current?.start ?? offset, end: current?.end ?? offset, expected: lost ? [] : next };
}
