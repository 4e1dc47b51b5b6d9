/**
 * Makes text from clusters and files safe to show. Knows nothing of VS Code: markup is handled by the other files of
 * this folder.
 */

/** Maximum number of characters in a line, a paragraph and a page of external text. */
export const LINE = 240;
export const PARAGRAPH = 900;
export const PAGE = 4_000;

/**
 * Characters that are invisible or affect their neighbors: control, bidirectional and other format characters, line
 * separators, and lone surrogates.
 */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;
const UNSEEN_IN_LINES = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** Returns a text in one line with all characters visible. Invisible ones are escaped as `\u{202e}`. */
export function visible(text: string): string {
  return text.replaceAll(UNSEEN, escaped);
}

/** Like {@link visible}, but keeps line breaks. */
export function visibleLines(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .replaceAll(UNSEEN_IN_LINES, (character) => (character === '\t' ? ' ' : escaped(character)));
}

/** Truncates a text to a maximum length and marks the cut. Never cuts a character in half. */
export function bounded(text: string, most: number): string {
  if (text.length <= most) return text;
  const end = most - 1;
  return `${text.slice(0, isLowHalf(text.charCodeAt(end)) ? end - 1 : end)}…`;
}

/** Prepares an external text for one line: a label, a name, a title. */
export function plain(text: string, most = LINE): string {
  // Truncated first, so that huge texts are not searched. Escapes can make the result longer.
  return bounded(visible(bounded(text, most)), most);
}

/** Prepares an external text for several lines. */
export function plainLines(text: string, most = PAGE): string {
  return bounded(visibleLines(bounded(text, most)), most);
}

/** Whether {@link plain} truncates a text. */
export function isCut(text: string, most = LINE): boolean {
  return text.length > most || visible(text).length > most;
}

/** Prepares sentences for a message, with line breaks as spaces. */
export function sentence(text: string, most = PARAGRAPH): string {
  return plain(
    bounded(text, most)
      .replaceAll(/\s*[\r\n]+\s*/g, ' ')
      .trim(),
    most,
  );
}

/** Applies {@link plainLines} to all strings in a JSON value. */
export function plainJson(value: unknown): unknown {
  if (typeof value === 'string') return plainLines(value);
  if (Array.isArray(value)) return value.map(plainJson);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [plain(key), plainJson(item)]));
}

function escaped(character: string): string {
  return SHORT[character] ?? `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}

function isLowHalf(code: number): boolean {
  return code >= 0xdc00 && code <= 0xdfff;
}
