import { V1, V3 } from './dialect';
import { compileSelector, type Selector } from './evaluate';
import { parse, type ParsedSelector } from './parser';

export type { Labels, Selector } from './evaluate';

/**
 * Reads a selector as Calico v3 does: `key == 'v'`, `!=`, `contains`, `starts with`, `ends with`, `in {…}`,
 * `not in {…}`, `has(key)`, `all()`, `global()`, `!`, `&&`, `||` and parentheses; an empty text selects all.
 */
export function parseV3Selector(text: string): ParsedSelector {
  return parse(text, V3);
}

/** Reads a selector as Felix 1.4 does, which knows no `contains`, `starts with`, `ends with` and `global()`. */
export function parseV1Selector(text: string): ParsedSelector {
  return parse(text, V1);
}

/** What a v1 selector selects; undefined for what Felix 1.4 refuses. */
export function parseSelector(text: string): Selector | undefined {
  const parsed = parseV1Selector(text);
  return parsed.ok ? compileSelector(parsed.selector) : undefined;
}
