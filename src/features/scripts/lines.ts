import * as l10n from '@vscode/l10n';
import { parse } from 'shell-quote';
import { parseCommand } from '../../policy/calico1/calicoctl/parse';
import type { Command } from '../../policy/calico1/calicoctl/command';

/** A line of a pasted script, by kind. */
export type ScriptLine =
  | { readonly kind: 'command'; readonly text: string; readonly command: Command }
  /** A line without effect here: it sets up the shell or runs another program. */
  | { readonly kind: 'skipped'; readonly text: string; readonly reason: string }
  /** A calicoctl command that can't be parsed. */
  | {
      readonly kind: 'invalid';
      readonly text: string;
      readonly reason: string;
      /** Whether it is right so far. */
      readonly incomplete?: true;
    };

/**
 * Reads a script as copied from a tutorial: skips comments and blank lines, removes `$ ` and `# ` prompts, joins
 * continued lines, splits words as a shell does, and passes here-documents and `echo … |` to `rule update`.
 */
export function parseScript(script: string): readonly ScriptLine[] {
  return logicalLines(script).flatMap((line) => {
    const text = withoutPrompt(line.text);
    return text === '' || text.startsWith('#') ? [] : [parseLine(text, line.document)];
  });
}

interface LogicalLine {
  readonly text: string;
  /** The input from a here-document. */
  readonly document: string;
}

/** Returns the lines with continuations joined and here-documents extracted. */
function logicalLines(script: string): readonly LogicalLine[] {
  const lines = script.split(/\r?\n/);
  const logical: LogicalLine[] = [];
  for (let index = 0; index < lines.length; index += 1) {
    let text = lines[index] ?? '';
    while (text.endsWith('\\') && index + 1 < lines.length)
      text = `${text.slice(0, -1)} ${(lines[++index] ?? '').trim()}`;
    const end = /<<-?\s*(['"]?)(\w+)\1/.exec(text);
    const document: string[] = [];
    if (end) {
      while (index + 1 < lines.length && lines[index + 1]?.trim() !== end[2]) document.push(lines[++index] ?? '');
      index += 1;
    }
    logical.push({ text: end ? text.slice(0, end.index) : text, document: document.join('\n') });
  }
  return logical;
}

/** Prompts as printed: `$ `, `# calicoctl …` (root's), `user@host:~$ `. Comments stay comments. */
function withoutPrompt(line: string): string {
  const trimmed = line.trim();
  const prompt = /^(?:[\w.-]+@[\w.-]+:[^$#]*)?[$%>]\s+|^#\s+(?=(?:sudo\s+)?(?:\.\/)?calicoctl\s+profile\s)/.exec(
    trimmed,
  );
  return prompt ? trimmed.slice(prompt[0].length) : trimmed;
}

function parseLine(text: string, document: string): ScriptLine {
  const words = split(text);
  if (!words)
    return {
      kind: 'invalid',
      text,
      reason: l10n.t('Only single commands are supported: no pipes, variables or redirections.'),
    };
  const [piped, ...rest] = words.includes('|')
    ? [words.slice(0, words.indexOf('|')), words.slice(words.indexOf('|') + 1)]
    : [undefined, words];
  const argv = program(rest.flat());
  if (argv[0] === 'export' || /^\w+=/.test(argv[0] ?? ''))
    return { kind: 'skipped', text, reason: l10n.t('the connected cluster is used') };
  if (argv[0] !== 'calicoctl') return { kind: 'skipped', text, reason: l10n.t('not a calicoctl command') };
  const input = piped?.[0] === 'echo' ? piped.slice(1).join(' ') : document;
  const line = parseCommand(argv.slice(1), input);
  switch (line.kind) {
    case 'command':
      return { kind: 'command', text, command: line.command };
    case 'help':
      return { kind: 'skipped', text, reason: l10n.t('only “calicoctl profile …” commands are supported') };
    case 'usage':
      return {
        kind: 'invalid',
        text,
        reason:
          line.suggestion === undefined
            ? line.message
            : l10n.t('{0} Did you mean “{1}”?', line.message, line.suggestion),
        ...(line.incomplete && { incomplete: true }),
      };
  }
}

/**
 * Returns the words of a line, with `|` as a separate word; undefined if it contains anything besides words and one
 * pipe.
 */
function split(text: string): readonly string[] | undefined {
  const words: string[] = [];
  for (const token of tokens(text)) {
    if (typeof token === 'string') words.push(token);
    else if ('comment' in token) break;
    else if ('op' in token && token.op === '|' && !words.includes('|')) words.push('|');
    else if ('pattern' in token) words.push(token.pattern);
    else return undefined;
  }
  return words;
}

/** Returns the tokens of a line; none if a shell would reject it. Variables are not expanded. */
function tokens(text: string): ReturnType<typeof parse> {
  try {
    return parse(text, (name) => `$${name}`);
  } catch {
    return [{ op: ';' }];
  }
}

/** Removes what may precede the program: `sudo`, variable assignments, and its directory. */
function program(words: readonly string[]): readonly string[] {
  let start = 0;
  while (
    start + 1 < words.length &&
    (words[start] === 'sudo' || (/^\w+=/.test(words[start] ?? '') && start + 1 < words.length))
  )
    start += 1;
  const [name = '', ...rest] = words.slice(start);
  return [name.slice(name.lastIndexOf('/') + 1), ...rest];
}
