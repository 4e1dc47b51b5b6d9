import { NAME } from '../rule';

/** The text in quotes, or undefined when it is not closed or has an escape that JSON gives no meaning. */
export function quotedText(word: string): string | undefined {
  try {
    const value: unknown = JSON.parse(word);
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}

/** A tag as it is written: in quotes when it is no plain name. */
export function tagWord(tag: string): string {
  return NAME.test(tag) ? tag : oneLine(JSON.stringify(tag));
}

/** A text of JSON strings without the two characters that JSON takes as they are and that editors take as ends of a line. */
export function oneLine(text: string): string {
  return text.replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
}
