import * as vscode from 'vscode';
import { columnBesidePages } from './webview';

const SCHEME = 'calico-stars-text';

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
  const document = await vscode.languages.setTextDocumentLanguage(
    await vscode.workspace.openTextDocument(uri),
    language,
  );
  await vscode.window.showTextDocument(document, { preview: true, viewColumn: columnBesidePages() });
}
