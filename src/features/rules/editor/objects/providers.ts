import * as vscode from 'vscode';
import { paragraph } from '../../../../app/text/editor';
import type { Session } from '../../../../cluster/connection/session';
import { dataOf } from '../../../../cluster/model/indexes';
import type { PolicyData } from '../../../../cluster/model/snapshot';
import { isOf, parseDocumentUri } from '../../../../app/rules-uri/address';
import { rangeOf } from '../files/documents';
import { completionList } from '../language/completion/completion';
import { readObject } from './documents';
import { objectHover } from './hovers';
import { objectSuggestions } from './suggestions';

/** Provides the fields and values that fit at the cursor in the document of an object. */
export function objectCompletionProvider(session: Session): vscode.CompletionItemProvider {
  return {
    provideCompletionItems(document, position) {
      const open = readObject(document);
      if (!open) return undefined;
      const offset = document.offsetAt(position);
      const found = objectSuggestions(document.getText(), offset, open.id.kind, policyOf(document, session));
      return completionList(found, document, position);
    },
  };
}

/** Provides the meaning of the field or value under the pointer in the document of an object. */
export function objectHoverProvider(session: Session): vscode.HoverProvider {
  return {
    provideHover(document, position) {
      const open = readObject(document);
      const offset = document.offsetAt(position);
      const found = open && objectHover(document.getText(), offset, open.id.kind, policyOf(document, session));
      return found && new vscode.Hover(found.lines.map(paragraph), rangeOf(document, found));
    },
  };
}

/** Returns the policy of the document's cluster; undefined if that is not the connected one. */
function policyOf({ uri }: vscode.TextDocument, { connection, snapshot }: Session): PolicyData | undefined {
  const place = parseDocumentUri(uri);
  if (!place || !snapshot || connection.state !== 'connected' || !isOf(place, connection.definition)) return undefined;
  return dataOf(snapshot.policy);
}
