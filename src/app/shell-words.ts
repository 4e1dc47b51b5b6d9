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

function quoted(word: string): string {
  if (CONTROL.test(word.replaceAll('\n', '')))
    throw new ClusterError(
      'invalid',
      l10n.t('A name with control characters can’t be copied as a command.'),
      l10n.t('Nothing was copied.'),
    );
  return PLAIN.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
