/** Yields the lines of a text stream. Keeps one line at a time in memory, truncated to `longest` characters. */
export async function* boundedLines(
  chunks: AsyncIterable<unknown>,
  longest: number,
): AsyncGenerator<string, void, undefined> {
  let begun = '';
  for await (const chunk of chunks) {
    const parts = String(chunk).split('\n');
    const rest = parts.pop() ?? '';
    for (const part of parts) {
      yield begun + part.slice(0, longest - begun.length);
      begun = '';
    }
    begun += rest.slice(0, longest - begun.length);
  }
  if (begun !== '') yield begun;
}

/** Maximum number of characters read from an error response. */
const MAX_REFUSAL = 4 * 1024;

/** Returns the beginning of a text stream, enough to say why it is not an event stream. */
export async function beginningOf(chunks: AsyncIterable<unknown>): Promise<string> {
  let text = '';
  for await (const chunk of chunks) {
    text += String(chunk);
    if (text.length >= MAX_REFUSAL) break;
  }
  return text.slice(0, MAX_REFUSAL);
}
