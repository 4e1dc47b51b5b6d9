/**
 * The lines of a stream of text, of which one is held at a time, and of that no more than `longest` characters: the
 * rest of a longer line is dropped.
 */
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

/** The most of a refusal that is read, in characters. */
const MAX_REFUSAL = 4 * 1024;

/** What a stream of text begins with: enough to say why it is no stream of events. */
export async function beginningOf(chunks: AsyncIterable<unknown>): Promise<string> {
  let text = '';
  for await (const chunk of chunks) {
    text += String(chunk);
    if (text.length >= MAX_REFUSAL) break;
  }
  return text.slice(0, MAX_REFUSAL);
}
