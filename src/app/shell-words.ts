import * as l10n from '@vscode/l10n';
import { ClusterError } from '../cluster/connection/errors';

/** Words that need no quoting in a POSIX shell. */
const PLAIN = /^[\w@%+=:,./-]+$/;

/** Control characters except newline, which a terminal interprets before the shell sees them. */
const CONTROL = /[\p{Cc}]/u;

/**
 * Returns a command line that passes exactly these words to a program in any POSIX shell.
 * @throws ClusterError `invalid` for a word that can't be pasted into a terminal.
 */
export function commandLine(...words: readonly string[]): string {
  return words.map(quoted).join(' ');
}

/**
 * Returns a word that a program can't mistake for an option.
 * @throws ClusterError `invalid` if the word starts with a dash.
 */
export function operand(word: string): string {
  if (word.startsWith('-'))
    throw new ClusterError(
      'invalid',
      l10n.t('“{0}” can’t be copied as an argument because it would be read as an option.', word),
      l10n.t('Nothing was copied.'),
    );
  return word;
}

/**
 * Returns a command that reads a text from its standard input, as a here-document that the shell doesn't interpret.
 * @param command From {@link commandLine}.
 * @throws ClusterError `invalid` for a text that can't be pasted into a terminal.
 */
export function withInput(command: string, text: string): string {
  requirePlain(text);
  const lines = new Set(text.split('\n'));
  let end = 'EOF';
  while (lines.has(end)) end += '_';
  return `${command} <<'${end}'\n${text.endsWith('\n') ? text : `${text}\n`}${end}`;
}

function quoted(word: string): string {
  requirePlain(word);
  return PLAIN.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

function requirePlain(text: string): void {
  if (CONTROL.test(text.replaceAll('\n', '')))
    throw new ClusterError(
      'invalid',
      l10n.t('A name with control characters can’t be copied as a command.'),
      l10n.t('Nothing was copied.'),
    );
}
