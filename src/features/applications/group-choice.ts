import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { ClusterError } from '../../cluster/connection/errors';
import { parseGroupFile, type GroupFile } from '../../cluster/marathon/writes/group-file';
import { icons } from '../../base/text/markup';
import { chooseAsFound } from '../../app/text/found-list';
import type { Item } from '../../app/text/window';
import type { CommandContext } from '../../app/commands';
import { groupsAmong, isGroup } from './group-files';

/** The bundled Stars group, relative to the extension. */
const BUNDLED = ['media', 'stars', 'stars.json'];

/** Maximum size of a group file in bytes. */
const MAX_SIZE = 4 * 1024 * 1024;

/** A group to launch. The bundled group is written for the oldest Marathon and may be adapted. */
export interface ChosenGroup {
  readonly file: GroupFile;
  readonly bundled: boolean;
}

interface FileItem extends Item {
  /** The file, or undefined to show a file dialog. */
  readonly uri?: vscode.Uri;
}

/**
 * Asks for a group definition: the bundled Stars group, the active editor, or a JSON file of the workspace.
 * @param argument `demo` for the bundled group, or the file that the command was called on.
 * @throws ClusterError `invalid` with the reason and the file's name, if the file is not a group definition.
 */
export async function chooseGroupFile(
  { extensionUri }: CommandContext,
  argument: unknown,
): Promise<ChosenGroup | undefined> {
  const bundled = vscode.Uri.joinPath(extensionUri, ...BUNDLED);
  const uri = argument === 'demo' ? bundled : argument instanceof vscode.Uri ? argument : await askUri(bundled);
  if (!uri) return undefined;
  const text = await read(uri);
  const file = parseGroupFile(text);
  if (file.kind === 'group') return { file, bundled: uri === bundled };
  throw new ClusterError(
    'invalid',
    l10n.t('{0} is not a group definition. {1}', vscode.workspace.asRelativePath(uri), file.reason),
    l10n.t('Nothing was launched.'),
  );
}

async function askUri(bundled: vscode.Uri): Promise<vscode.Uri | undefined> {
  const document = vscode.window.activeTextEditor?.document;
  const active =
    document && ['json', 'jsonc'].includes(document.languageId) && isGroup(document.getText()) ? document : undefined;
  const first: readonly FileItem[] = [
    {
      label: icons`$(star-full) ${l10n.t('Stars demo')}`,
      description: l10n.t('the group that comes with the extension'),
      uri: bundled,
    },
    ...(active
      ? [
          {
            label: icons`$(file-code) ${vscode.workspace.asRelativePath(active.uri)}`,
            description: active.isDirty ? l10n.t('active editor, with unsaved changes') : l10n.t('active editor'),
            uri: active.uri,
          },
        ]
      : []),
  ];
  const chosen = await chooseAsFound<FileItem>(
    {
      title: l10n.t('Launch Group'),
      placeholder: l10n.t('Select a group definition'),
      searching: l10n.t('Select a group definition. The workspace is searched for more…'),
      matchOnDescription: true,
    },
    first,
    [{ label: icons`$(folder-opened) ${l10n.t('Choose a File…')}` }],
    async (add, signal) => {
      for await (const found of groupsAmong(await jsonFiles(signal), read, signal))
        add(
          found
            .filter((uri) => uri.toString() !== active?.uri.toString())
            .map((uri) => ({ label: icons`$(json) ${vscode.workspace.asRelativePath(uri)}`, uri })),
        );
    },
  );
  if (!chosen || chosen.uri) return chosen?.uri;
  return (
    await vscode.window.showOpenDialog({
      title: l10n.t('Launch Group'),
      filters: { [l10n.t('Group definition')]: ['json'] },
      openLabel: l10n.t('Launch'),
    })
  )?.[0];
}

/**
 * Returns the JSON files of the workspace. Those without a group are not offered, but can be launched from the explorer,
 * to learn why not.
 */
async function jsonFiles(signal: AbortSignal): Promise<readonly vscode.Uri[]> {
  const source = new vscode.CancellationTokenSource();
  signal.addEventListener('abort', () => source.cancel());
  return vscode.workspace.findFiles('**/*.json', '{**/node_modules/**,**/.*/**}', undefined, source.token);
}

/** Returns the text of a file, including unsaved changes. */
async function read(uri: vscode.Uri): Promise<string> {
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  if (open) return open.getText();
  const { size } = await vscode.workspace.fs.stat(uri);
  if (size > MAX_SIZE)
    throw new ClusterError(
      'invalid',
      l10n.t('{0} is too large for a group definition.', vscode.workspace.asRelativePath(uri)),
      l10n.t('Nothing was launched.'),
    );
  return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
}
