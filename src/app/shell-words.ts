import * as l10n from '@vscode/l10n';
import { ClusterError } from '../cluster/connection/errors';

/** Words that a POSIX shell takes as they stand. */
const PLAIN = /^[\w@%+=:,./-]+$/;

/** Control characters but the newline: a terminal acts on them before the shell sees them. */
const CONTROL = /[\p{Cc}]/u;

/**
 * A command line that hands exactly these words to a program, in any POSIX shell.
 * @throws ClusterError `invalid` for a word that cannot be pasted into a terminal.
 */
export function commandLine(...words: readonly string[]): string {
  return words.map(quoted).join(' ');
}

/**
 * A word that a program must not take for an option.
 * @throws ClusterError `invalid` when it begins with a dash.
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
