import { diff3Merge } from 'node-diff3';

/**
 * Merges two edits of one text, line by line. Returns undefined if both changed the same lines, which only the user can
 * resolve.
 */
export function mergeTexts(yours: string, base: string, theirs: string): string | undefined {
  const blocks = diff3Merge(lines(yours), lines(base), lines(theirs), { excludeFalseConflicts: true });
  const merged: string[] = [];
  for (const { ok, conflict } of blocks) {
    if (conflict || !ok) return undefined;
    merged.push(...ok);
  }
  return merged.join('\n');
}

function lines(text: string): string[] {
  return text.split('\n');
}
