import * as vscode from 'vscode';
import type { Session } from '../../cluster/session';
import { lineAt, rangeOf, read } from './documents';
import { hoverOf } from './hovers';
import { wordAt } from './words';

/** What the word under the pointer means right now. */
export function hoverProvider(session: Session): vscode.HoverProvider {
  return {
    provideHover(document, position) {
      const open = read(document, session);
      const word = wordAt(lineAt(open, position.line), document.offsetAt(position));
      const lines = word ? hoverOf(word, open.subject) : [];
      if (!word || lines.length === 0) return undefined;
      // As text: names come from the cluster, and none of them is to be read as Markdown.
      const contents = lines.map((line) => new vscode.MarkdownString().appendText(line));
      return new vscode.Hover(contents, rangeOf(document, word));
    },
  };
}
