/** The maximum nesting of arrays and objects. Code that walks a value may then recurse. */
const MAX_DEPTH = 200;

/**
 * Parses JSON.
 * @throws SyntaxError if it is invalid or nested deeper than 200 levels.
 */
export function parseJson(text: string): unknown {
  if (isTooDeep(text)) throw new SyntaxError(`nested deeper than ${MAX_DEPTH} levels`);
  return JSON.parse(text) as unknown;
}

/** Parses JSON; undefined if it is invalid. */
export function jsonOrUndefined(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

/** Whether JSON text exceeds the maximum nesting. */
function isTooDeep(text: string): boolean {
  let depth = 0;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/gs)) {
    if (token === '[' || token === '{') depth += 1;
    else if (token === ']' || token === '}') depth -= 1;
    if (depth > MAX_DEPTH) return true;
  }
  return false;
}
