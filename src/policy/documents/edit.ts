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
  return text.split(/(?<=\n)/);
}
