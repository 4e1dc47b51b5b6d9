/**
 * The lines of a stream of text, of which one is held at a time, and of that no more than `longest` characters: the
 * rest of a longer line is dropped.
 */
export async function* boundedLines(chunks: AsyncIterable<unknown>, longest: number): AsyncGenerator<string, void, undefined> {
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
