import * as vscode from 'vscode';
import type { Session } from '../../../../cluster/connection/session';
import { paragraph } from '../../../../app/text/editor';
import { lineAt, rangeOf, read } from '../files/documents';
import { hoverOf } from './hovers';
import { wordAt } from './tokens';

/** Provides the current meaning of the word under the pointer. */
export function hoverProvider(session: Session): vscode.HoverProvider {
  return {
    provideHover(document, position) {
      const open = read(document, session);
      const word = wordAt(lineAt(open, position.line), document.offsetAt(position));
      const lines = word ? hoverOf(word, open.subject) : [];
      if (!word || lines.length === 0) return undefined;
      const contents = lines.map(paragraph);
      return new vscode.Hover(contents, rangeOf(document, word));
    },
  };
}
