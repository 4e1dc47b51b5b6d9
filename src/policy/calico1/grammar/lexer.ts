/** A word of a rule's text, with its place: offsets in UTF-16 units, `end` exclusive. */
export interface Token {
  readonly kind: 'word' | 'string' | 'json' | 'unclosed';
  /** A quoted string without its quotes and escapes; else the word as it stands. */
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

/**
 * Splits a rule's text into words. `"…"` is one word, with the escapes of a JSON string; a `{` takes all that
 * follows, since only the JSON object that closes a rule begins with one.
 */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
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

function unquote(quoted: string, end: number): Token {
  const start = end - quoted.length;
  try {
    // A tab may stand raw in a string that a person types; JSON wants it escaped.
    const value: unknown = JSON.parse(quoted.replaceAll('\t', '\\t'));
    if (typeof value === 'string') return { kind: 'string', value, start, end };
  } catch {
    // A backslash before a letter that JSON gives no meaning.
  }
  return { kind: 'unclosed', value: quoted, start, end };
}
