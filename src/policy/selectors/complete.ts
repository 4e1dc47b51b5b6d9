import { V3 } from './dialect';
import { tokenize, type SelectorToken } from './lexer';

/** What is valid at a position in a selector. */
export type SelectorExpectation =
  | { readonly kind: 'word'; readonly word: string }
  | { readonly kind: 'key' }
  /** A value in quotes of the label with this key. */
  | { readonly kind: 'value'; readonly key: string };

/** What is valid at an offset, and the part of the text that it replaces. */
export interface SelectorCompletion {
  readonly start: number;
  readonly end: number;
  readonly expected: readonly SelectorExpectation[];
}

const words = (...list: readonly string[]): readonly SelectorExpectation[] =>
  list.map((word) => ({ kind: 'word', word }));

const TERM: readonly SelectorExpectation[] = [{ kind: 'key' }, ...words('has(', 'all()', '!', '(')];
const OPERATORS = words('==', '!=', 'in', 'not in');
const COMPARISONS: ReadonlySet<SelectorToken['kind']> = new Set(['==', '!=', 'contains', 'starts with', 'ends with']);

/** Returns what is valid at an offset of a selector, by the words before it. */
export function completeSelector(text: string, offset: number): SelectorCompletion {
  const all = tokenize(text, V3);
  const current = all.find((token) => token.start < offset && offset <= token.end && isOpen(token, offset));
  const before = all.filter(({ kind, end }) => kind !== 'end' && end <= (current?.start ?? offset));
  const { start, end } = current ?? { start: offset, end: offset };
  return { start, end, expected: expectedAfter(before) };
}

/** Whether a word can be continued at an offset: keys, and strings whose closing quote is not before it. */
function isOpen({ kind, start, end, value }: SelectorToken, offset: number): boolean {
  if (kind === 'key') return true;
  if (kind === 'text') return offset < end;
  return kind === 'unknown' && /^["']/.test(value) && offset > start;
}

function expectedAfter(before: readonly SelectorToken[]): readonly SelectorExpectation[] {
  const last = before.at(-1);
  const key = before.findLast(({ kind }) => kind === 'key')?.value ?? '';
  switch (last?.kind) {
    case undefined:
    case '(':
    case '!':
    case '&&':
    case '||':
      return TERM;
    case 'has(':
      return [{ kind: 'key' }];
    case 'key':
      return before.at(-2)?.kind === 'has(' ? words(')') : OPERATORS;
    case 'all(':
    case 'global(':
      return words(')');
    case 'in':
    case 'not in':
      return words('{');
    case '{':
    case ',':
      return [{ kind: 'value', key }];
    case 'text':
      if (isInSet(before)) return words(',', '}');
      return joins(before);
    case ')':
    case '}':
      return joins(before);
    default:
      return last && COMPARISONS.has(last.kind) ? [{ kind: 'value', key }] : [];
  }
}

function isInSet(before: readonly SelectorToken[]): boolean {
  return before.findLast(({ kind }) => kind === '{' || kind === '}')?.kind === '{';
}

function joins(before: readonly SelectorToken[]): readonly SelectorExpectation[] {
  const opened = before.filter(({ kind }) => ['(', 'has(', 'all(', 'global('].includes(kind)).length;
  const closed = before.filter(({ kind }) => kind === ')').length;
  return words('&&', '||', ...(opened > closed ? [')'] : []));
}
