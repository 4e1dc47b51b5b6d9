import type { Scalar } from 'yaml';
import type { Span } from './yaml';

/** An escape in double quotes. */
const ESCAPE = /\\(?:x..|u.{4}|U.{8}|[^xuU\r\n])/y;

/**
 * Returns a function that finds a part of a text's value in its source, where quotes, escapes, folded lines and
 * indentation make them differ; undefined if the source is not that of the value.
 */
export function sourceSpans(
  { value, type, range }: Scalar<string>,
  text: string,
): ((start: number, end: number) => Span) | undefined {
  if (!range) return undefined;
  const places: Span[] = [];
  let at = startOf(type, range[0], text);
  for (const character of value.split('')) {
    const isBlank = /\s/.test(character);
    // Line ends and indentation are blanks in both, but not the same ones.
    if (!isBlank) while (at < range[1] && /\s/.test(text[at] ?? '')) at += 1;
    const length = lengthAt(text, at, type);
    const isOwn = length > 1 || text[at] === character;
    if (!isOwn && !isBlank) return undefined;
    places.push({ start: at, end: isOwn ? at + length : at });
    if (isOwn) at += length;
  }
  const after: Span = { start: at, end: at };
  return (start, end) => {
    const first = (places[start] ?? after).start;
    return { start: first, end: end > start ? (places[end - 1] ?? after).end : first };
  };
}

/** The value begins after a quote, or after the line of a block's mark. */
function startOf(type: Scalar['type'], start: number, text: string): number {
  switch (type) {
    case 'QUOTE_DOUBLE':
    case 'QUOTE_SINGLE':
      return start + 1;
    case 'BLOCK_FOLDED':
    case 'BLOCK_LITERAL':
      return text.indexOf('\n', start) + 1;
    default:
      return start;
  }
}

function lengthAt(text: string, at: number, type: Scalar['type']): number {
  if (type === 'QUOTE_SINGLE') return text.startsWith("''", at) ? 2 : 1;
  if (type !== 'QUOTE_DOUBLE') return 1;
  ESCAPE.lastIndex = at;
  return ESCAPE.exec(text)?.[0].length ?? 1;
}
