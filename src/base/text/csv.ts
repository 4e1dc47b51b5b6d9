import { plain } from './plain';

/** The end of a line of comma-separated values (RFC 4180). */
export const END_OF_RECORD = '\r\n';

/** Spreadsheets evaluate texts with this beginning as formulas, even in quotes. A leading apostrophe prevents that. */
const FORMULA = /^\s*[=+\-@＝＋－＠]/;

/** Prepares a text as a field of comma-separated values (RFC 4180), quoted where necessary, never a formula. */
export function csvField(value: string): string {
  const shown = plain(value);
  const text = FORMULA.test(shown) ? `'${shown}` : shown;
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
