import { V3 } from './dialect';
import { tokenize, type SelectorToken } from './lexer';

/** A label's key or value in the text of a selector; `end` is exclusive, and quotes belong to a value. */
export interface LabelMention {
  readonly kind: 'key' | 'value';
  readonly key: string;
  /** Only for values that are compared completely: `contains` and similar operators match a part. */
  readonly value?: string;
  readonly start: number;
  readonly end: number;
}

const PARTIAL: ReadonlySet<SelectorToken['kind']> = new Set(['contains', 'starts with', 'ends with']);

/** Returns the labels that a selector asks about, in their order in the text. */
export function labelMentions(text: string): readonly LabelMention[] {
  const mentions: LabelMention[] = [];
  let key = '';
  let partial = false;
  for (const { kind, start, end, value } of tokenize(text, V3)) {
    if (kind === 'key') {
      [key, partial] = [value, false];
      mentions.push({ kind, key, start, end });
    } else if (kind === 'text' && !partial) mentions.push({ kind: 'value', key, value, start, end });
    else if (PARTIAL.has(kind)) partial = true;
  }
  return mentions;
}
