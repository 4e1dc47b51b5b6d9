import * as vscode from 'vscode';
import { columnBesidePages } from './webview';

const SCHEME = 'calico-stars-text';

/** The language of plain text from a cluster, in which VS Code makes no links of addresses. */
export const PLAIN_TEXT = 'calico-text';

/** A text to read. */
export interface ReadOnlyText {
  /** The title of its tab. */
  readonly name: string;
  readonly text: string;
  /** VS Code's identifier of its language. */
  readonly language: string;
}

/** Serves the texts of {@link showText}. Their URIs contain them, so that nothing has to be stored. */
export function registerReadOnlyTexts(): vscode.Disposable {
  return vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
    provideTextDocumentContent: ({ query }) => query,
  });
}

/** Shows a text in a read-only editor. */
export async function showText({ name, text, language }: ReadOnlyText): Promise<void> {
  const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${name.replaceAll('/', '∕')}`, query: text });
  await showAs(language, uri, { preview: true, viewColumn: columnBesidePages() });
}

/** Shows a document of plain text from a cluster. */
export function showPlainText(uri: vscode.Uri, options: vscode.TextDocumentShowOptions): Promise<void> {
  return showAs(PLAIN_TEXT, uri, options);
}

async function showAs(language: string, uri: vscode.Uri, options: vscode.TextDocumentShowOptions): Promise<void> {
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.window.showTextDocument(await vscode.languages.setTextDocumentLanguage(document, language), options);
}
