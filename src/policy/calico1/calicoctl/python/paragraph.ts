/** Formats a paragraph as calicoctl does: wrapped at 80 columns as by Python's textwrap, followed by a blank line. */
export function paragraph(text: string): string {
  return `${wrap(text, 80).join('\n')}\n\n`;
}

/** Where Python may break a line: at whitespace, and after a hyphen between letters. */
const PIECES = /\s+|[^\s\w]*\w+[^0-9\W]-(?=\w+[^0-9\W])|[^\s-]+(?:-(?!\w+[^0-9\W])[^\s-]*)*-?|-+/g;

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const piece of text.match(PIECES) ?? []) {
    const blank = piece.trim() === '';
    if (line.length + piece.length <= width) {
      if (!blank || line !== '') line += piece;
      continue;
    }
    if (line.trimEnd() !== '' && (blank || piece.length <= width)) {
      lines.push(line.trimEnd());
      line = blank ? '' : piece;
      continue;
    }
    // A word longer than a line is split at the end of the line.
    let rest = piece;
    while (line.length + rest.length > width) {
      const room = width - line.length;
      lines.push((line + rest.slice(0, room)).trimEnd());
      rest = rest.slice(room);
      line = '';
    }
    line = rest;
  }
  return line.trimEnd() === '' ? lines : [...lines, line.trimEnd()];
}
