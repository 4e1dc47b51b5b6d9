import * as l10n from '@vscode/l10n';
import { alternatives } from '../../base/text/list';
import { nearest } from '../../base/text/nearest';
import { quote } from './format';
import type { SelectorToken } from './lexer';

/** Why a text is not a selector. */
export interface SelectorProblem {
  /** Offsets in the text, `end` exclusive. Both are the text's length if something is missing at its end. */
  readonly start: number;
  readonly end: number;
  /** A sentence for the user. */
  readonly message: string;
  /** What is expected: words of the language, and descriptions of values. */
  readonly expected: readonly string[];
  /** The likely replacement for the text from `start` to `end`. */
  readonly suggestion?: string;
}

/** What the parser expects at a position. */
export type Wanted = 'term' | 'operator' | 'value' | 'set' | 'more values' | 'key' | 'call end' | 'group end' | 'end';

const OPERATORS = ['==', '!=', 'in', 'not in', 'contains', 'starts with', 'ends with'] as const;

const expectations = (): Readonly<Record<Wanted, readonly string[]>> => ({
  term: [l10n.t('a label’s key'), 'has(…)', 'all()', '!', '('],
  operator: OPERATORS,
  value: [l10n.t('a value in quotes')],
  set: ['{'],
  'more values': [l10n.t('a value in quotes'), '}'],
  key: [l10n.t('a label’s key')],
  'call end': [')'],
  'group end': [')', '&&', '||'],
  end: ['&&', '||', l10n.t('the end')],
});

/** Returns the problem with an unexpected token. */
export function problemOf(text: string, token: SelectorToken, wanted: Wanted): SelectorProblem {
  const expected = expectations()[wanted];
  const at = { start: token.start, end: token.end, expected };
  if (token.kind === 'end') {
    const suggestion = missing(text, wanted);
    return {
      ...at,
      message: l10n.t('The selector is not complete: expected {0}.', alternatives(expected)),
      ...optional(suggestion),
    };
  }
  const written = text.slice(token.start, token.end);
  if (token.kind === 'unknown' && /^["']/.test(written)) {
    return { ...at, message: l10n.t('This text has no closing quote.'), expected: [l10n.t('a closing quote')] };
  }
  const { start, end, suggestion } = meant(text, token, wanted);
  const message = l10n.t('“{0}” is unexpected: expected {1}.', text.slice(start, end), alternatives(expected));
  return { start, end, message, expected, ...optional(suggestion) };
}

function optional(suggestion: string | undefined) {
  return suggestion === undefined ? {} : { suggestion };
}

/** Returns what to append to the text. */
function missing(text: string, wanted: Wanted): string | undefined {
  if (wanted === 'call end' || wanted === 'group end') return ')';
  if (wanted === 'more values') return '}';
  if (wanted === 'operator' && /(^|[^\w./-])(all|global)\s*$/.test(text)) return '()';
  return undefined;
}

interface Meant {
  readonly start: number;
  readonly end: number;
  readonly suggestion?: string | undefined;
}

/** Operators of other languages, and of neighboring keys. */
const SAME: Readonly<Record<string, string>> = {
  '=': '==',
  '===': '==',
  '=~': 'contains',
  ':': '==',
  '<>': '!=',
  '&': '&&',
  '|': '||',
  and: '&&',
  or: '||',
  is: '==',
  nin: 'not in',
  equals: '==',
};

/** Returns the characters that look like one word, and what they probably mean. */
function meant(text: string, token: SelectorToken, wanted: Wanted): Meant {
  const { start } = token;
  const run = token.kind === 'unknown' ? /[^\w\s./"'(){},-]+/uy : /[\w./-]+/y;
  run.lastIndex = start;
  const word = run.exec(text)?.[0] ?? token.value;
  const here = { start, end: Math.max(start + word.length, token.end) };
  const lower = word.toLowerCase();
  if (/^\s$/u.test(word)) return { ...here, suggestion: ' ' };
  switch (wanted) {
    case 'operator':
      return call(text, token) ?? { ...here, suggestion: operator(lower) };
    case 'end':
    case 'group end':
      return { ...here, suggestion: token.kind === ',' ? '&&' : only(SAME[lower], ['&&', '||']) };
    case 'value':
      return { ...here, suggestion: token.kind === 'key' ? quote(word) : undefined };
    case 'set':
      return { ...here, suggestion: token.kind === 'text' ? `{${quote(token.value)}}` : undefined };
    case 'more values':
      return { ...here, suggestion: token.kind === 'key' ? quote(word) : undefined };
    case 'term':
    case 'key':
      return { ...here, suggestion: token.kind === 'text' && isKey(token.value) ? token.value : undefined };
    case 'call end':
      return here;
  }
}

function operator(word: string): string | undefined {
  return only(SAME[word], OPERATORS) ?? nearest(word, OPERATORS);
}

function only(word: string | undefined, known: readonly string[]): string | undefined {
  return word !== undefined && known.includes(word) ? word : undefined;
}

function isKey(text: string): boolean {
  return /^[a-zA-Z0-9_./-]+$/.test(text);
}

const CALLS: Readonly<Record<string, string>> = {
  all: 'all(',
  any: 'all(',
  global: 'global(',
  has: 'has(',
  exists: 'has(',
};

/** Recognizes misspelled functions: `ALL()`, `has (a)`, `not has(a)`. */
function call(text: string, token: SelectorToken): Meant | undefined {
  const before = /([\w./-]+)([ \t]*)$/.exec(text.slice(0, token.start));
  if (!before) return undefined;
  const [written, name = '', blanks = ''] = before;
  const start = token.start - written.length;
  if (token.kind === '(') {
    const known = CALLS[name.toLowerCase()] ?? CALLS[nearest(name, Object.keys(CALLS)) ?? ''];
    return known === undefined ? undefined : { start, end: token.end, suggestion: known };
  }
  const negates = name.toLowerCase() === 'not' && blanks !== '' && token.kind === 'key';
  return negates ? { start, end: token.start, suggestion: '!' } : undefined;
}
