/**
 * Text from clusters and files as people may look at it. Nothing in here knows the editor; what a place of the editor
 * would take for markup is the business of the other files of this folder.
 */

/** As many characters as a line, a paragraph and a page of text from outside may have. */
export const LINE = 240;
export const PARAGRAPH = 900;
export const PAGE = 4_000;

/**
 * What has no look of its own or changes that of its neighbours: controls, bidirectional and other format characters,
 * separators of lines, and halves of characters.
 */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;
const UNSEEN_IN_LINES = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** A text in one line in which every character can be seen: those without a look are written as escapes, `\u{202e}`. */
export function visible(text: string): string {
  return text.replaceAll(UNSEEN, escaped);
}

/** As {@link visible}, with its ends of lines. */
export function visibleLines(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .replaceAll(UNSEEN_IN_LINES, (character) => (character === '\t' ? ' ' : escaped(character)));
}

/** At most so many characters, with a sign where it was cut. No character is cut in half. */
export function bounded(text: string, most: number): string {
  if (text.length <= most) return text;
  const end = most - 1;
  return `${text.slice(0, isLowHalf(text.charCodeAt(end)) ? end - 1 : end)}…`;
}

/** A text from outside for one line: a label, a name, a title. */
export function plain(text: string, most = LINE): string {
  // Bounded first: an endless text must not be searched through. The escapes can make it longer.
  return bounded(visible(bounded(text, most)), most);
}

/** A text from outside for several lines. */
export function plainLines(text: string, most = PAGE): string {
  return bounded(visibleLines(bounded(text, most)), most);
}

/** Whether {@link plain} leaves some of a text out. */
export function isCut(text: string, most = LINE): boolean {
  return text.length > most || visible(text).length > most;
}

/** Sentences for a message: a new line is only a blank there. */
export function sentence(text: string, most = PARAGRAPH): string {
  return plain(
    bounded(text, most)
      .replaceAll(/\s*[\r\n]+\s*/g, ' ')
      .trim(),
    most,
  );
}

/** All texts in a value of JSON as {@link plainLines} shows them; the rest of it as it is. */
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
