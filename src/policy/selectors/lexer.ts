import type { Dialect, FunctionName, WordOperator } from './dialect';

const SYMBOLS = ['==', '!=', '!', '&&', '||', '(', ')', '{', '}', ','] as const;

export type SymbolText = (typeof SYMBOLS)[number];

/** A token of a selector and its position in the text; `end` is exclusive. */
export interface SelectorToken {
  readonly kind: SymbolText | WordOperator | FunctionName | 'key' | 'text' | 'unknown' | 'end';
  readonly start: number;
  readonly end: number;
  /** The key, or the text between its quotes; else the token as written. */
  readonly value: string;
}

/** Splits a selector into tokens. Never fails: invalid characters become tokens of kind `unknown`. */
export function tokenize(text: string, dialect: Dialect): readonly SelectorToken[] {
  const tokens: SelectorToken[] = [];
  let at = 0;
  for (;;) {
    at += match(dialect.blank, text, at)?.[0].length ?? 0;
    const token = next(text, at, dialect, tokens.at(-1)?.kind);
    tokens.push(token);
    if (token.kind === 'end') return tokens;
    at = token.end;
  }
}

/**
 * Word operators are recognized only after a key, and functions only where no key precedes, because both may be keys.
 */
function next(
  text: string,
  start: number,
  dialect: Dialect,
  previous: SelectorToken['kind'] | undefined,
): SelectorToken {
  const token = (
    kind: SelectorToken['kind'],
    length: number,
    value = text.slice(start, start + length),
  ): SelectorToken => ({
    kind,
    start,
    end: start + length,
    value,
  });
  if (start === text.length) return token('end', 0);
  const symbol = SYMBOLS.find((candidate) => text.startsWith(candidate, start));
  if (symbol !== undefined) return token(symbol, symbol.length);
  const quoted = match(dialect.text, text, start);
  if (quoted) return token('text', quoted[0].length, quoted[1] ?? quoted[2]);
  for (const [kind, pattern] of previous === 'key' ? dialect.words : dialect.functions) {
    const found = match(pattern, text, start);
    if (found) return token(kind, found[0].length);
  }
  const key = match(dialect.key, text, start);
  if (key) return token('key', key[0].length);
  return token('unknown', unknownLength(text, start));
}

/** An unterminated string extends to the end of the text; otherwise one character, by code point, is unknown. */
function unknownLength(text: string, start: number): number {
  if (text[start] === '"' || text[start] === "'") return text.length - start;
  return String.fromCodePoint(text.codePointAt(start) ?? 0).length;
}

function match(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}
