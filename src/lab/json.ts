/** The deepest nesting of arrays and objects that is read. What walks a value afterwards may then call itself. */
const MAX_DEPTH = 200;

/**
 * A JSON text's value.
 * @throws SyntaxError for what is none, or is nested deeper than 200 levels.
 */
export function parseJson(text: string): unknown {
  if (isTooDeep(text)) throw new SyntaxError(`nested deeper than ${MAX_DEPTH} levels`);
  return JSON.parse(text) as unknown;
}

/** A JSON text's value, or undefined when it is none. */
export function jsonOrUndefined(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

/** Whether a text, taken as JSON, is nested deeper than is read. */
export function isTooDeep(text: string): boolean {
  let depth = 0;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/gs)) {
    if (token === '[' || token === '{') depth += 1;
    else if (token === ']' || token === '}') depth -= 1;
    if (depth > MAX_DEPTH) return true;
  }
  return false;
}
