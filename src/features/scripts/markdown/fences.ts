/** A fenced code block and its lines in the document. */
export interface Fence {
  /** The line of the opening fence, counted from 0. */
  readonly line: number;
  /** The first word after the opening fence, in lowercase; empty if there is none. */
  readonly language: string;
  readonly text: string;
}

/**
 * Returns the fenced code blocks of a Markdown text as CommonMark defines them: three or more backticks or tildes,
 * closed by at least as many of the same kind or by the end of the text. Includes blocks in lists and quotations.
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

/** What may precede a fence: spaces and the marks of quotations and list items. */
const OPENING = /^((?:\s|>|[-*+]\s|\d+[.)]\s)*)(`{3,}|~{3,})(.*)$/;

/** Removes the fence's indentation from a line of its block, as far as present. */
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

/** Whether a block of a language has shell commands. */
export function isShell(language: string): boolean {
  return SHELLS.has(language);
}

/** Returns the blocks with calicoctl commands that can be run. */
export function scriptsIn(markdown: string): readonly Fence[] {
  return fencesIn(markdown).filter(({ language, text }) => isShell(language) && /\bcalicoctl\s+profile\b/.test(text));
}
