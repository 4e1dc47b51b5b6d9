import * as vscode from 'vscode';
import type { DocumentSessions } from '../../../../app/rules-uri/session';
import { paragraph } from '../../../../app/text/editor';
import { lineAt, rangeOf, read } from '../files/documents';
import { hoverOf } from './hovers';
import { wordAt } from './tokens';

/** Provides the current meaning of the word under the pointer. */
export function hoverProvider(sessions: DocumentSessions): vscode.HoverProvider {
  return {
    provideHover(document, position) {
      const open = read(document, sessions);
      const word = wordAt(lineAt(open, position.line), document.offsetAt(position));
      const lines = word ? hoverOf(word, open.subject) : [];
      if (!word || lines.length === 0) return undefined;
      const contents = lines.map(paragraph);
      return new vscode.Hover(contents, rangeOf(document, word));
    },
  };
}
