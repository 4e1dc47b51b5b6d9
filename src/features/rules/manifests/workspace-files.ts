import * as vscode from 'vscode';
import { MANIFESTS } from './selector';

/** A YAML file as it is edited, or as it is on the disk. */
export interface ManifestFile {
  readonly uri: vscode.Uri;
  readonly text: string;
}

/** Maximum number of files that are read. */
export const MOST_FILES = 1_000;

/** Files that are read at a time. */
const AT_A_TIME = 20;

/** Returns the YAML files of the workspace, and those that are open. Files that can't be read are left out. */
export async function manifestFiles(
  token: vscode.CancellationToken,
): Promise<{ readonly files: readonly ManifestFile[]; readonly isCut: boolean }> {
  const open = new Map(
    vscode.workspace.textDocuments
      .filter((document) => vscode.languages.match(MANIFESTS, document) > 0)
      .map((document) => [document.uri.toString(), { uri: document.uri, text: document.getText() }]),
  );
  const found = await vscode.workspace.findFiles('**/*.{yaml,yml}', '**/node_modules/**', MOST_FILES + 1, token);
  const files: ManifestFile[] = [...open.values()];
  const closed = found.slice(0, MOST_FILES).filter((uri) => !open.has(uri.toString()));
  for (let start = 0; start < closed.length && !token.isCancellationRequested; start += AT_A_TIME) {
    const read = await Promise.all(closed.slice(start, start + AT_A_TIME).map(readText));
    files.push(...read.filter((file) => file !== undefined));
  }
  return { files, isCut: found.length > MOST_FILES };
}

async function readText(uri: vscode.Uri): Promise<ManifestFile | undefined> {
  try {
    return { uri, text: new TextDecoder().decode(await vscode.workspace.fs.readFile(uri)) };
  } catch {
    return undefined;
  }
}
