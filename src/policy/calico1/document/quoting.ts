import { parseJson } from '../../../base/json';
import { NAME } from '../rule';

/** Returns the unquoted text, or undefined if the quote is not closed or has an escape that JSON doesn't define. */
export function quotedText(word: string): string | undefined {
  const value = parseJson(word);
  return typeof value === 'string' ? value : undefined;
}

/** Formats a tag: in quotes if it is not a plain name. */
export function tagWord(tag: string): string {
  return NAME.test(tag) ? tag : oneLine(JSON.stringify(tag));
}

/** Formats a label as `key=value`, with a value in quotes if it is not a plain name. */
export function labelWord([key, value]: readonly [key: string, value: string]): string {
  return `${key}=${tagWord(value)}`;
}

/** Escapes U+2028 and U+2029 in JSON text: JSON allows them raw, but editors treat them as line ends. */
export function oneLine(text: string): string {
  return text.replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
}
