import * as vscode from 'vscode';
import type { DocumentSessions } from '../../../../../app/rules-uri/session';
import { lineAt, rangeOf, read } from '../../files/documents';
import type { Suggestion, Suggestions } from './rule-suggestions';
import { suggestionsAt } from './suggestions';

const KINDS: Readonly<Record<Suggestion['kind'], vscode.CompletionItemKind>> = {
  keyword: vscode.CompletionItemKind.Keyword,
  section: vscode.CompletionItemKind.Module,
  tag: vscode.CompletionItemKind.Value,
  port: vscode.CompletionItemKind.Constant,
  cidr: vscode.CompletionItemKind.Reference,
  template: vscode.CompletionItemKind.Snippet,
};

/** Characters that trigger completion. */
export const TRIGGERS = [' ', ',', ':', '"', "'", '{', '(', '='];

/** Provides completions at the cursor, with their meaning in the cluster. */
export function completionProvider(sessions: DocumentSessions): vscode.CompletionItemProvider {
  return {
    provideCompletionItems(document, position) {
      const open = read(document, sessions);
      const { items, replaces, cut } = suggestionsAt(
        open.document,
        lineAt(open, position.line),
        open.text,
        document.offsetAt(position),
        open.subject,
      );
      return completionList({ items, replaces, cut }, document, position);
    },
  };
}

/** Creates the list that VS Code shows at a position. */
export function completionList(
  { items, replaces, cut }: Suggestions,
  document: vscode.TextDocument,
  position: vscode.Position,
): vscode.CompletionList {
  const replacing = rangeOf(document, replaces);
  const range = { inserting: new vscode.Range(replacing.start, position), replacing };
  return new vscode.CompletionList(
    items.map((item, index) => itemOf(item, index, range)),
    cut,
  );
}

function itemOf(
  { label, kind, detail, documentation, insert }: Suggestion,
  index: number,
  range: NonNullable<vscode.CompletionItem['range']>,
): vscode.CompletionItem {
  // Unlike a detail, a description is shown for every item, not only for the selected one.
  const shown = detail === undefined ? label : { label, description: detail };
  const item = new vscode.CompletionItem(shown, KINDS[kind]);
  item.range = range;
  // In the order of the grammar, not alphabetically.
  item.sortText = String(index).padStart(4, '0');
  if (documentation !== undefined) item.documentation = documentation;
  if (insert !== undefined) item.insertText = new vscode.SnippetString(insert);
  return item;
}
