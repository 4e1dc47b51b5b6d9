import { V1, V3 } from './dialect';
import { compileSelector, type Selector } from './evaluate';
import { parse, type ParsedSelector } from './parser';

export type { Selector } from './evaluate';

/**
 * Parses a selector of Calico v3: `key == 'v'`, `!=`, `contains`, `starts with`, `ends with`, `in {…}`, `not in {…}`,
 * `has(key)`, `all()`, `global()`, `!`, `&&`, `||` and parentheses. An empty text selects everything.
 */
export function parseV3Selector(text: string): ParsedSelector {
  let parsed = parsedV3.get(text);
  if (parsed) return parsed;
  parsed = parse(text, V3);
  if (parsedV3.size >= MOST_PARSED) parsedV3.clear();
  parsedV3.set(text, parsed);
  return parsed;
}

/** The rules of a cluster repeat few selectors. */
const parsedV3 = new Map<string, ParsedSelector>();
const MOST_PARSED = 1_000;

/** Parses a selector of Felix 1.4, which has no `contains`, `starts with`, `ends with` and `global()`. */
export function parseV1Selector(text: string): ParsedSelector {
  return parse(text, V1);
}

/** Returns what a v1 selector selects; undefined if Felix 1.4 rejects it. */
export function parseSelector(text: string): Selector | undefined {
  const parsed = parseV1Selector(text);
  return parsed.ok ? compileSelector(parsed.selector) : undefined;
}
