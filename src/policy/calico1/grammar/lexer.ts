import { parseJson } from '../../../base/json';

/** A word of a rule's text, with its offsets in UTF-16 units, `end` exclusive. */
export interface RuleToken {
  readonly kind: 'word' | 'string' | 'json' | 'unclosed';
  /** A quoted string without its quotes and escapes; otherwise the word itself. */
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

/**
 * Splits a rule's text into words. `"…"` is one word, with the escapes of a JSON string; a `{` takes the rest of the
 * text, since only a rule's closing JSON object begins with one.
 */
export function tokenize(text: string): RuleToken[] {
  const tokens: RuleToken[] = [];
  const word = /\s*(?:("(?:[^"\\]|\\.)*")|("(?:[^"\\]|\\.?)*)|(\{[^]*\S)|(\{)|(\S+))/y;
  for (let match = word.exec(text); match; match = word.exec(text)) {
    const end = word.lastIndex;
    const [, quoted, unclosed, json, brace, plain] = match;
    if (quoted !== undefined) tokens.push(unquote(quoted, end));
    else if (unclosed !== undefined)
      tokens.push({ kind: 'unclosed', value: unclosed, start: end - unclosed.length, end });
    else if (plain !== undefined) tokens.push({ kind: 'word', value: plain, start: end - plain.length, end });
    else {
      const value = json ?? brace ?? '';
      tokens.push({ kind: 'json', value, start: end - value.length, end });
    }
  }
  return tokens;
}

function unquote(quoted: string, end: number): RuleToken {
  const start = end - quoted.length;
  // Users may type a raw tab in a string; JSON requires it escaped.
  const value = parseJson(quoted.replaceAll('\t', '\\t'));
  return typeof value === 'string'
    ? { kind: 'string', value, start, end }
    : { kind: 'unclosed', value: quoted, start, end };
}
