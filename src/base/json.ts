/** As deep as any JSON from outside may nest. What nests deeper has no meaning here, and overflows whoever follows it. */
export const DEEPEST = 100;

/** Whether the JSON in a text nests deeper than that. The text is not parsed for it, and need not be JSON. */
export function isTooDeep(text: string): boolean {
  // Most texts are too short of brackets for that, which is cheap to see.
  if (text.length <= DEEPEST) return false;
  let depth = 0;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/gs)) {
    if (token === '[' || token === '{') depth += 1;
    else if (token === ']' || token === '}') depth -= 1;
    if (depth > DEEPEST) return true;
  }
  return false;
}

/** The value that a text is JSON of; undefined when it is none. What it looks like is for a schema to check. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
