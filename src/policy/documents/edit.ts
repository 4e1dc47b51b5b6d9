import { isSeq, parseDocument } from 'yaml';
import type { Path } from '../../base/decode';
import { STYLE, type Span } from './yaml';

/** A change of the object in a document. */
export type ObjectChange =
  /** Sets, adds or, without a value, removes a part. */
  | { readonly kind: 'set'; readonly path: Path; readonly value: unknown }
  /** Adds an element to a list before the one at an index. */
  | { readonly kind: 'insert'; readonly path: Path; readonly index: number; readonly value: unknown };

/** A replacement of a part of a text. */
export interface TextChange extends Span {
  readonly text: string;
}

/**
 * Returns the replacement of a document's lines that changes its object, and keeps comments; undefined if the text has
 * errors, or the change has no effect.
 */
export function changedText(text: string, changes: readonly ObjectChange[]): TextChange | undefined {
  const document = parseDocument(text, { prettyErrors: false });
  if (document.errors.length > 0) return undefined;
  for (const change of changes) {
    if (change.kind === 'insert') {
      const list = document.getIn(change.path);
      const value = document.createNode(change.value);
      if (isSeq(list)) {
        // An empty list is written inline.
        if (list.items.length === 0) list.flow = false;
        list.items.splice(change.index, 0, value);
      } else document.setIn(change.path, document.createNode([change.value]));
    } else if (change.value === undefined) document.deleteIn(change.path);
    else document.setIn(change.path, document.createNode(change.value));
  }
  return changedLines(text, document.toString(STYLE));
}

/**
 * Returns the replacement of a few lines that changes an object in a text that people wrote, in their style; undefined if
 * {@link changedText} has none, or their lines are others than those that the object would be formatted in.
 */
export function changedInStyle(text: string, changes: readonly ObjectChange[]): TextChange | undefined {
  const lead = /^(?:[ \t]*\r?\n)*/.exec(text)?.[0].length ?? 0;
  const own = linesOf(text.slice(lead).trimEnd());
  const margin = indentOf(own[0]);
  if (own.some((line) => line.trim() !== '' && indentOf(line) < margin)) return undefined;
  const document = parseDocument(own.map((line) => line.slice(margin)).join(''), { prettyErrors: false });
  if (document.errors.length > 0) return undefined;
  const formatted = document.toString(STYLE);
  const old = linesOf(formatted);
  if (own.length !== old.length || own.some((line, at) => unspaced(line) !== unspaced(old[at]))) return undefined;
  const change = changedText(formatted, changes);
  if (!change) return undefined;
  const [first, after] = [change.start, change.end].map((end) => linesOf(formatted.slice(0, end)).length);
  const [start, end] = [first, after].map((count) => lead + own.slice(0, count).join('').length);
  if (first === undefined || after === undefined || start === undefined || end === undefined) return undefined;
  const near = after > first ? first : first - 1;
  const shift = indentOf(own[near]) - indentOf(old[near]);
  const shifted = linesOf(change.text).map((line) =>
    shift < 0 ? line.replace(new RegExp(`^ {0,${-shift}}`), '') : ' '.repeat(shift) + line,
  );
  const isAtEnd = after === own.length;
  return { start, end, text: isAtEnd ? shifted.join('').trimEnd() : shifted.join('') };
}

function indentOf(line = ''): number {
  return /^ */.exec(line)?.[0].length ?? 0;
}

function unspaced(line = ''): string {
  return line.replace(/\s/g, '');
}

/** Returns the replacement of whole lines, without those that both texts begin and end with; undefined if they are equal. */
export function changedLines(before: string, after: string): TextChange | undefined {
  if (before === after) return undefined;
  const [old, now] = [linesOf(before), linesOf(after)];
  const common = Math.min(old.length, now.length);
  let start = 0;
  while (start < common && old[start] === now[start]) start += 1;
  let end = 0;
  while (end < common - start && old[old.length - 1 - end] === now[now.length - 1 - end]) end += 1;
  const at = (lines: readonly string[]) => lines.join('').length;
  return {
    start: at(old.slice(0, start)),
    end: before.length - at(old.slice(old.length - end)),
    text: now.slice(start, now.length - end).join(''),
  };
}

/** With their line ends. */
function linesOf(text: string): readonly string[] {
  return text === '' ? [] : text.split(/(?<=\n)/);
}
