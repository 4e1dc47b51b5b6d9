import * as l10n from '@vscode/l10n';
import { homedir } from 'node:os';
import * as vscode from 'vscode';
import type { Reporter } from './reporter';

/** Maximum length of a cluster's name in a file's name. */
const LONGEST = 60;

/**
 * Returns the name that an exported file is offered under, which all file systems accept, for example
 * `calico-stars-prague-matrix-tcp-80.csv`.
 * @param what What the file shows, in lower case: its kind, and what distinguishes it.
 * @param extension Without the dot.
 */
export function exportName(cluster: string, what: string, extension: string): string {
  const name = cluster
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-|-$/g, '');
  return `calico-stars-${name === '' ? 'cluster' : name.slice(0, LONGEST)}-${what}.${extension}`;
}

/** Returns a time for {@link exportName}, to the second, in UTC. @param at Milliseconds since the epoch. */
export function timeInName(at: number): string {
  return new Date(at).toISOString().slice(0, 19).replaceAll(':', '').replace('T', '-');
}

/** Asks where to write an exported file: in the workspace, unless the user chooses another folder. */
export function askExportFile(
  title: string,
  filters: Readonly<Record<string, string[]>>,
  name: string,
): Thenable<vscode.Uri | undefined> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file(homedir());
  return vscode.window.showSaveDialog({ title, filters, defaultUri: vscode.Uri.joinPath(folder, name) });
}

/**
 * Reports an exported file, and offers to open it.
 * @param note What is special about the file, in a sentence.
 * @param open Opens the file. By default, in an editor.
 */
export function reportExport(
  reporter: Pick<Reporter, 'info'>,
  file: vscode.Uri,
  note?: string,
  open: () => unknown = () => vscode.commands.executeCommand('vscode.open', file),
): void {
  reporter.info(
    l10n.t('Exported to {0}.{1}', vscode.workspace.asRelativePath(file), note === undefined ? '' : ` ${note}`),
    { title: l10n.t('Open'), run: open },
    {
      title: l10n.t('Reveal'),
      run: () =>
        vscode.commands.executeCommand(
          vscode.env.remoteName === undefined ? 'revealFileInOS' : 'revealInExplorer',
          file,
        ),
    },
  );
}
