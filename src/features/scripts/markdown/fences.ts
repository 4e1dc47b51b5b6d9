/** A fenced block of code, with the lines of the document between which it stands. */
export interface Fence {
  /** The line of the opening fence, 0-based. */
  readonly line: number;
  /** The first word behind the opening fence, in lower case; empty when there is none. */
  readonly language: string;
  readonly text: string;
}

/**
 * The fenced blocks of a Markdown text, as CommonMark has them: three or more backticks or tildes, closed by at least
 * as many of the same kind, or by the end of the text. Those in lists and quotations are found too.
 */
export function fencesIn(markdown: string): readonly Fence[] {
  const fences: Fence[] = [];
  let open:
    | {
        readonly line: number;
        readonly fence: string;
        readonly prefix: string;
        readonly language: string;
        readonly lines: string[];
      }
    | undefined;
  const close = () => {
    if (open) fences.push({ line: open.line, language: open.language, text: open.lines.join('\n') });
    open = undefined;
  };
  for (const [line, text] of markdown.split(/\r?\n/).entries()) {
    if (open) {
      const body = withoutPrefix(text, open.prefix);
      if (closes(body, open.fence)) close();
      else open.lines.push(body);
      continue;
    }
    const [, prefix = '', fence = '', info = ''] = OPENING.exec(text) ?? [];
    if (fence !== '' && !(fence.startsWith('`') && info.includes('`')))
      open = { line, fence, prefix, language: /^[^\s{]*/.exec(info.trim())?.[0].toLowerCase() ?? '', lines: [] };
  }
  close();
  return fences;
}

/** What may stand before a fence: spaces, marks of quotations and of list items. */
const OPENING = /^((?:\s|>|[-*+]\s|\d+[.)]\s)*)(`{3,}|~{3,})(.*)$/;

/** A line of a block without as much as stood before its fence, as far as it is there. */
function withoutPrefix(line: string, prefix: string): string {
  let start = 0;
  while (start < prefix.length && /[\s>]/.test(line[start] ?? '')) start += 1;
  return line.slice(start);
}

function closes(line: string, fence: string): boolean {
  const text = line.trim();
  return text.length >= fence.length && text === (fence[0] ?? '').repeat(text.length);
}

const SHELLS: ReadonlySet<string> = new Set(['', 'sh', 'bash', 'shell', 'console']);

/** The blocks that hold commands of calicoctl which can be run. */
export function scriptsIn(markdown: string): readonly Fence[] {
  return fencesIn(markdown).filter(
    ({ language, text }) => SHELLS.has(language) && /\bcalicoctl\s+profile\b/.test(text),
  );
}
