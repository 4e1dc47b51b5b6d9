/** Maximum nesting of external JSON. Deeper nesting is meaningless here and would overflow recursive code. */
export const DEEPEST = 100;

/** Whether the JSON in a text nests too deeply. Works without parsing the text, which need not be JSON. */
export function isTooDeep(text: string): boolean {
  // Most texts are too short to nest that deeply, which is cheap to check.
  if (text.length <= DEEPEST) return false;
  let depth = 0;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/gs)) {
    if (token === '[' || token === '{') depth += 1;
    else if (token === ']' || token === '}') depth -= 1;
    if (depth > DEEPEST) return true;
  }
  return false;
}

/** Parses JSON. Returns undefined for invalid JSON. The shape of the value is checked by a schema. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
