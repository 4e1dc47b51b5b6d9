import * as vscode from 'vscode';
import { paragraph } from '../../../../app/text/editor';
import { connectionOf, type DocumentSessions } from '../../../../app/rules-uri/session';
import { dataOf } from '../../../../cluster/model/indexes';
import type { PolicyData } from '../../../../cluster/model/snapshot';
import { schemaOf } from '../../../../policy/documents';
import { parseDocumentUri } from '../../../../app/rules-uri/address';
import { rangeOf } from '../files/documents';
import { completionList } from '../language/completion/completion';
import { readObject } from './documents';
import { objectHover } from './hovers';
import { labelRenameProvider } from './label-renames';
import { objectSuggestions } from './suggestions';

/** Provides the fields and values that fit at the cursor in the document of an object. */
export function objectCompletionProvider(sessions: DocumentSessions): vscode.CompletionItemProvider {
  return {
    provideCompletionItems(document, position) {
      const open = readObject(document);
      if (!open) return undefined;
      const offset = document.offsetAt(position);
      const found = objectSuggestions(document.getText(), offset, schemaOf(open.id.kind), policyOf(document, sessions));
      return completionList(found, document, position);
    },
  };
}

/** Provides the meaning of the field or value under the pointer in the document of an object. */
export function objectHoverProvider(sessions: DocumentSessions): vscode.HoverProvider {
  return {
    provideHover(document, position) {
      const open = readObject(document);
      const offset = document.offsetAt(position);
      const found =
        open && objectHover(document.getText(), offset, schemaOf(open.id.kind), policyOf(document, sessions));
      return found && new vscode.Hover(found.lines.map(paragraph), rangeOf(document, found));
    },
  };
}

/** Renames labels in the document of an object, and in all others that name them. */
export function objectRenameProvider(sessions: DocumentSessions): vscode.RenameProvider {
  return labelRenameProvider((document) => {
    const open = readObject(document);
    const place = parseDocumentUri(document.uri);
    const connection = place && connectionOf(place, sessions);
    const source = open && { text: document.getText(), start: 0, schema: schemaOf(open.id.kind) };
    return source && { source, connection };
  }, sessions);
}

/** Returns the policy of the document's cluster; undefined if that is not connected. */
function policyOf({ uri }: vscode.TextDocument, sessions: DocumentSessions): PolicyData | undefined {
  const place = parseDocumentUri(uri);
  const connection = place && connectionOf(place, sessions);
  return connection && dataOf(connection.store.snapshot.policy);
}
